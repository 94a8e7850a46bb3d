package io.portmaster.allocation;

import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding;
import io.portmaster.record.Key;
import io.portmaster.registry.SpaceRecords;

/** The offer, the allocation or the cooling of a port. Any service may have the port. */
record PortQuery(int port) implements Query<PortStatus> {
    @Override
    public PortStatus answer(SpaceRecords records) {
        Entry<Holding> holding = records.holding(port);
        if (holding != null) {
            return PortStatus.of(records, holding);
        }
        boolean held = records.entry(new Key.PortKey(records.space(), port)) != null;
        Entry<Cooling> cooling = held ? null : records.cooling(port);
        if (cooling == null) {
            throw new RefusedException(new PortReference.ByNumber(port).free(records));
        }
        return PortStatus.of(records, cooling);
    }
}
