/** Tests of the HTTP side over real sockets, with an allocator whose store is in memory. */
@NullMarked
package io.portmaster.http;

import org.jspecify.annotations.NullMarked;
