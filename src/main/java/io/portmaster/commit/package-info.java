/** Mutations, the batches that carry them, and the store, which commits each batch as one transaction. */
@NullMarked
package io.portmaster.commit;

import org.jspecify.annotations.NullMarked;
