/**
 * The bodies of the HTTP contract as records. The server writes them and clients read them, so the names of all fields and their
 * formats stand here and nowhere else. Writing goes field by field without reflection, since it is part of every offer; reading
 * ignores fields that it doesn't know, since a newer node may send some.
 */
@NullMarked
package io.portmaster.wire;

import org.jspecify.annotations.NullMarked;
