package io.portmaster.contract;

import org.junit.jupiter.api.Nested;

/**
 * What every store must do, a part for each subject. A store fulfils the contract if a test class that extends this one, and
 * opens that store, passes.
 */
public abstract class StoreContract {
    /** @return a store without records, whose offer leases have at least {@code offerTtl} seconds left */
    protected abstract StoreUnderTest open(int offerTtl);

    @Nested
    class AClaim extends ClaimContract {
        AClaim() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class AnAccept extends AcceptContract {
        AnAccept() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class ARemove extends RemoveContract {
        ARemove() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class Cooling extends CoolingContract {
        Cooling() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class AClientsLease extends ClientLeaseContract {
        AClientsLease() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class AGroup extends GroupContract {
        AGroup() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class CreatingAService extends ServiceCreationContract {
        CreatingAService() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class ChangingAService extends ServiceChangeContract {
        ChangingAService() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class DeletingAService extends ServiceDeletionContract {
        DeletingAService() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class ChangingSeveralServicesAtOnce extends ServiceBatchContract {
        ChangingSeveralServicesAtOnce() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class ABatch extends BatchContract {
        ABatch() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class ALease extends LeaseContract {
        ALease() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class TheBarrier extends BarrierContract {
        TheBarrier() {
            super(StoreContract.this::open);
        }
    }

    @Nested
    class TwoSpaces extends SpacesContract {
        TwoSpaces() {
            super(StoreContract.this::open);
        }
    }
}
