package io.portmaster.cli.server;

import io.portmaster.domain.Timestamp;
import io.portmaster.record.Offer;
import io.portmaster.record.StoredKey.Content;
import java.util.ArrayList;
import java.util.List;

/** The lines that {@code check} prints about offers that should have ended. */
final class OverdueLines {
    /**
     * The largest number of offers that are named. After an election etcd gives every lease its whole time again, so all offers
     * may be overdue.
     */
    private static final int NAMED = 20;

    private OverdueLines() {}

    static List<String> of(List<Content> overdue) {
        List<String> lines = new ArrayList<>();
        overdue.stream().limit(NAMED).forEach(content -> {
            if (content.value() instanceof Offer offer) {
                lines.add(line(content, offer));
            }
        });
        if (overdue.size() > NAMED) {
            lines.add("overdue: " + (overdue.size() - NAMED) + " more offers");
        }
        return lines;
    }

    private static String line(Content content, Offer offer) {
        return "overdue: " + content.spelling() + ": the offer of " + offer.service() + "/" + offer.name()
                + " should have ended at " + Timestamp.format(offer.expires()) + "; "
                + content.lease() + " keeps it";
    }
}
