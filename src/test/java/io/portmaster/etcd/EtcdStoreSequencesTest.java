package io.portmaster.etcd;

import io.portmaster.contract.StoreSequences;
import io.portmaster.contract.StoreUnderTest;

/** Each mutation has its own child. */
class EtcdStoreSequencesTest extends StoreSequences {
    @Override
    protected StoreUnderTest open(int offerTtl) {
        return new EtcdStoreUnderTest(offerTtl, () -> ChildSizes.fixed(1));
    }
}
