/** The invariants over all keys of a store at one revision. Pure: the caller reads the keys. */
@NullMarked
package io.portmaster.check;

import org.jspecify.annotations.NullMarked;
