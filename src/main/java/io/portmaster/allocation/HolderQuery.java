package io.portmaster.allocation;

import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.registry.SpaceRecords;

/** The offer or allocation of a port. Any service may have the port. */
record HolderQuery(int port) implements Query<Entry<Holding>> {
    @Override
    public Entry<Holding> answer(SpaceRecords records) {
        Entry<Holding> found = records.holding(port);
        if (found == null) {
            throw new RefusedException(new PortReference.ByNumber(port).free(records));
        }
        return found;
    }
}
