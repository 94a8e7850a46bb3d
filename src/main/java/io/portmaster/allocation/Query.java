package io.portmaster.allocation;

import io.portmaster.registry.SpaceRecords;

/** A question about the records of one space. */
@FunctionalInterface
interface Query<T> {
    /** @throws RefusedException where it finds nothing */
    T answer(SpaceRecords records);
}
