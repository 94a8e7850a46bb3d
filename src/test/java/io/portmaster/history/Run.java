package io.portmaster.history;

import java.util.Comparator;
import java.util.List;

/** All that a checker is given. */
record Run(
        List<Exchange> exchanges,
        List<RawRead> rawReads,
        List<Change> changes,
        List<CoolingChange> coolings,
        Promises promises,
        long end) {
    Run {
        exchanges = List.copyOf(exchanges);
        rawReads = List.copyOf(rawReads);
        changes = changes.stream()
                .sorted(Comparator.comparingLong(Change::revision))
                .toList();
        coolings = coolings.stream()
                .sorted(Comparator.comparingLong(CoolingChange::revision))
                .toList();
    }

    Run withExchanges(List<Exchange> others) {
        return new Run(others, rawReads, changes, coolings, promises, end);
    }

    Run withChanges(List<Change> others) {
        return new Run(exchanges, rawReads, others, coolings, promises, end);
    }

    Run withCoolings(List<CoolingChange> others) {
        return new Run(exchanges, rawReads, changes, others, promises, end);
    }

    Chronicle chronicle() {
        Chronicle chronicle = new Chronicle();
        changes.forEach(chronicle::add);
        coolings.forEach(chronicle::add);
        chronicle.completeUntil(end);
        return chronicle;
    }

    List<RuleViolation> violations() {
        return Checker.violations(exchanges, rawReads, chronicle(), promises);
    }
}
