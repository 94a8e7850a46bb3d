package io.portmaster.history;

import java.util.Comparator;
import java.util.List;

/** All that a checker is given. */
record Run(List<Exchange> exchanges, List<RawRead> rawReads, List<Change> changes, Promises promises, long end) {
    Run {
        exchanges = List.copyOf(exchanges);
        rawReads = List.copyOf(rawReads);
        changes = changes.stream()
                .sorted(Comparator.comparingLong(Change::revision))
                .toList();
    }

    Run withExchanges(List<Exchange> others) {
        return new Run(others, rawReads, changes, promises, end);
    }

    Run withChanges(List<Change> others) {
        return new Run(exchanges, rawReads, others, promises, end);
    }

    Chronicle chronicle() {
        Chronicle chronicle = new Chronicle();
        changes.forEach(chronicle::add);
        chronicle.completeUntil(end);
        return chronicle;
    }

    List<RuleViolation> violations() {
        return Checker.violations(exchanges, rawReads, chronicle(), promises);
    }
}
