package io.portmaster.registry;

import io.portmaster.domain.Name;
import io.portmaster.record.Cooling;

/** Who had a cooling port. {@link Cooling#allows} tells whether it may have the port back. */
record FormerOwner(Name service, Name name) {
    static FormerOwner of(Cooling cooling) {
        return new FormerOwner(cooling.service(), cooling.name());
    }
}
