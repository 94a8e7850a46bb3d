package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.record.Entry;
import io.portmaster.record.Service;
import io.portmaster.registry.SpaceRecords;

/** A question about the records of one space. */
@FunctionalInterface
interface Query<T> {
    /** @throws RefusedException if what is asked for isn't there */
    T answer(SpaceRecords records);

    /**
     * The service of that name.
     *
     * @throws RefusedException if there is none, or if its record can't be read
     */
    static Entry<Service> service(SpaceRecords records, Name name) {
        Entry<Service> service = records.service(name);
        if (service == null) {
            throw new RefusedException(Refusals.missing(records, name));
        }
        return service;
    }
}
