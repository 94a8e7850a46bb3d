package io.portmaster.etcd;

import io.portmaster.contract.StoreContract;
import io.portmaster.contract.StoreUnderTest;

class EtcdStoreTest extends StoreContract {
    @Override
    protected StoreUnderTest open(int offerTtl) {
        return new EtcdStoreUnderTest(offerTtl, ChildSizes::adaptive);
    }
}
