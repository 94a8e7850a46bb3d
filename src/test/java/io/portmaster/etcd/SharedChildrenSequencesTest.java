package io.portmaster.etcd;

import io.portmaster.contract.Move;
import io.portmaster.contract.StoreSequences;
import io.portmaster.contract.StoreUnderTest;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;

/** Children have as many mutations as fit, however often one fails. The outcomes are the same as with a child for each. */
class SharedChildrenSequencesTest extends StoreSequences {
    @Override
    protected StoreUnderTest open(int offerTtl) {
        return new EtcdStoreUnderTest(offerTtl, () -> ChildSizes.fixed(40));
    }

    @Provide
    @Override
    protected Arbitrary<List<List<Move>>> sequences() {
        return sequencesWhileLeasesLast();
    }
}
