package io.portmaster.commit;

import static io.portmaster.commit.Mutation.Kind.END_COOLING;

import io.portmaster.record.Cooling;
import io.portmaster.record.Entry;
import io.portmaster.record.Key.PortKey;

/** Makes the mutations of cooling ports. */
public final class CoolingMutations {
    private CoolingMutations() {}

    /** Ends the cooling of a port that nobody holds. */
    public static Mutation end(Entry<Cooling> cooling) {
        MutationBuilder mutation = new MutationBuilder();
        mutation.require(cooling);
        mutation.requireAbsent(new PortKey(cooling.space(), cooling.value().port()));
        mutation.delete(cooling.key());
        return mutation.build(END_COOLING);
    }
}
