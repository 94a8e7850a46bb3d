package io.portmaster.cli.ports;

import io.portmaster.cli.client.Session;
import io.portmaster.cli.output.ProgressBar;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.CoolingBody;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.PortBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees ports that were shown to a person, or named by one, and nothing else: each is read again, and removed by the tag that it has
 * then. A port that has another owner by now stays as it is.
 */
final class Removal {
    private final Session session;
    private final List<PortBody> freed = new ArrayList<>();
    private ExitCode outcome = ExitCode.DONE;

    Removal(Session session) {
        this.session = session;
    }

    /** Releases allocations, withdraws offers, and ends the cooling of ports. */
    void of(List<PortBody> ports) throws IOException {
        try (ProgressBar bar = new ProgressBar(session.shell(), "freeing", ports.size())) {
            for (PortBody port : ports) {
                ExitCode one = session.attempt(() -> free(port, bar));
                outcome = outcome == ExitCode.DONE ? one : outcome;
                bar.step();
            }
        }
    }

    /** Those that were freed. */
    List<PortBody> freed() {
        return List.copyOf(freed);
    }

    /** Why the first one that failed did. */
    ExitCode outcome() {
        return outcome;
    }

    private void free(PortBody shown, ProgressBar bar) throws ProblemException, IOException {
        Resource<PortBody> found = session.calls().holder(shown.port());
        if (!isSame(shown, found.body())) {
            bar.clear();
            session.shell().complain(reference(shown) + ": the port is another's by now, and stays as it is");
            outcome = outcome == ExitCode.DONE ? ExitCode.CHANGED : outcome;
            return;
        }
        if (shown instanceof AllocationBody) {
            session.calls().release(shown, found.entityTag());
        } else if (shown instanceof OfferBody) {
            session.calls().withdraw(shown, found.entityTag());
        } else {
            session.calls().endCooling(shown, found.entityTag());
        }
        freed.add(shown);
    }

    /** Whether it is the same tenure of the same owner. It may be on another lease by now. */
    private static boolean isSame(PortBody shown, PortBody found) {
        if (shown instanceof AllocationBody before && found instanceof AllocationBody now) {
            return before.service().equals(now.service())
                    && before.name().equals(now.name())
                    && before.created().equals(now.created())
                    && before.labels().equals(now.labels());
        }
        return shown.getClass().equals(found.getClass())
                && shown.service().equals(found.service())
                && shown.name().equals(found.name())
                && shown.created().equals(found.created());
    }

    static String reference(PortBody port) {
        return port.service() + "/" + (port instanceof CoolingBody ? port.port() : port.name());
    }
}
