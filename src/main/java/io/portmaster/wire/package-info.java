/**
 * The bodies of the HTTP contract as records. The server and clients share them, so the names and formats of all fields stand
 * here and nowhere else. The server writes a body for every offer, so bodies are written field by field: reflection would be
 * slower. Readers ignore unknown fields, since a newer node may send some.
 */
@NullMarked
package io.portmaster.wire;

import org.jspecify.annotations.NullMarked;
