/**
 * What is known now, in memory: the mirror of the store's records, and on top of it what planning knows beyond them. A
 * cache, never the authority. Plain single-threaded Java: all of it lives on one event loop.
 */
@NullMarked
package io.portmaster.registry;

import org.jspecify.annotations.NullMarked;
