/**
 * How changes are made: planned mutations, gathered into batches, each committed as one transaction of a store. Here is also
 * what every part of that needs: the loop that they live on, and the caller who waits.
 */
@NullMarked
package io.portmaster.commit;

import org.jspecify.annotations.NullMarked;
