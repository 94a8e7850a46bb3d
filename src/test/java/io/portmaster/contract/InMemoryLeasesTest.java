package io.portmaster.contract;

class InMemoryLeasesTest extends LeaseStoreContract {
    @Override
    protected LeasesUnderTest open() {
        return new InMemoryLeasesUnderTest();
    }
}
