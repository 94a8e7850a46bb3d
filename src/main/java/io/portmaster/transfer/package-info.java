/**
 * Brings services and allocations in from dumps, and writes them out. A dump is what {@code manage.py dumpdata} of django-portmaster
 * writes, as JSON or JSON lines, or a table of the same rows as CSV.
 */
@NullMarked
package io.portmaster.transfer;

import org.jspecify.annotations.NullMarked;
