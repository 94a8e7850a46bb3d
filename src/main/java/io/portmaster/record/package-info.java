/** What stands in a store: keys, values, and entries, which are values under keys at a revision. */
@org.jspecify.annotations.NullMarked
package io.portmaster.record;
