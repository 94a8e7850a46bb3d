package io.portmaster.etcd;

import io.portmaster.cluster.SharedEtcd;
import io.portmaster.contract.LeaseStoreContract;
import io.portmaster.contract.LeasesUnderTest;

class EtcdLeasesTest extends LeaseStoreContract {
    @Override
    protected LeasesUnderTest open() {
        return new EtcdLeasesUnderTest(
                SharedEtcd.get().client(), SharedEtcd.get().endpoints());
    }
}
