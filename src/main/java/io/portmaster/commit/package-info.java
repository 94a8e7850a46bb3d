/** How changes are made: planned mutations, gathered into batches, each committed as one transaction of a store. */
@NullMarked
package io.portmaster.commit;

import org.jspecify.annotations.NullMarked;
