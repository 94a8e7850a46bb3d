/** The HTTP side, driven over real sockets, on an allocator whose store is in memory. */
@NullMarked
package io.portmaster.http;

import org.jspecify.annotations.NullMarked;
