/** The invariants over all keys of a store at one revision. Pure: whoever has read the keys asks here what is wrong with them. */
@NullMarked
package io.portmaster.check;

import org.jspecify.annotations.NullMarked;
