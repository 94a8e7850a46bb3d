/**
 * Records what clients asked and were told ({@link io.portmaster.history.Journal}) and every change that etcd has seen ({@link
 * io.portmaster.history.Chronicle}), and compares the two by rules ({@link io.portmaster.history.Checker}). The fault suite and
 * the tests on real processes use it.
 */
@NullMarked
package io.portmaster.history;

import org.jspecify.annotations.NullMarked;
