/** The records of a store: keys, values, and entries. An entry is a key with its value and revisions. */
@org.jspecify.annotations.NullMarked
package io.portmaster.record;
