package io.portmaster.contract;

class InMemoryStoreTest extends StoreContract {
    @Override
    protected StoreUnderTest open(int offerTtl) {
        return new InMemoryStoreUnderTest();
    }
}
