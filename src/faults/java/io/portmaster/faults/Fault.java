package io.portmaster.faults;

import java.util.Random;

/** One way in which a cluster can be made to fail. */
@FunctionalInterface
interface Fault {
    /**
     * Breaks something.
     *
     * @return what mends it
     */
    Remedy inject(FaultContext context, Random random) throws Exception;

    /** Mends what was broken. */
    @FunctionalInterface
    interface Remedy {
        /** Does nothing: nothing is left to mend. */
        Remedy NONE = () -> {};

        void apply() throws Exception;
    }
}
