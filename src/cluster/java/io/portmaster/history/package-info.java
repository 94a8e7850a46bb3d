/**
 * What clients asked and were told ({@link io.portmaster.history.Journal}), every change that etcd has seen
 * ({@link io.portmaster.history.Chronicle}), and the rules by which the one is judged by the other
 * ({@link io.portmaster.history.Checker}). The fault suite and the tests on real processes use it alike.
 */
@NullMarked
package io.portmaster.history;

import org.jspecify.annotations.NullMarked;
