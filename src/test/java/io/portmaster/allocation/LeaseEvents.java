package io.portmaster.allocation;

import java.util.ArrayList;
import java.util.List;

/** What a node's metrics hear of clients' leases. */
final class LeaseEvents implements LeaseListener {
    private final List<String> heard = new ArrayList<>();

    /** In the order in which it came. */
    List<String> heard() {
        return heard;
    }

    @Override
    public void created() {
        heard.add("created");
    }

    @Override
    public void deleted() {
        heard.add("deleted");
    }

    @Override
    public void expired() {
        heard.add("expired");
    }

    @Override
    public void renewed(Renewal outcome) {
        heard.add(outcome.label());
    }
}
