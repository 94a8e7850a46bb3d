package io.portmaster.history;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read is never older than what was proven before it was asked: a client that was told yes may tell another one, who must then
 * find the record. A no that gives a reason is a read, too. A read as a whole was true at one revision, and etcd can have
 * reached that revision by the time of the answer.
 *
 * <p>Proof is what a client was told, what the watch saw, and what was read of etcd itself. The search begins at the newest
 * proven revision, and takes the oldest revision at which the answer is true. The next reads must not fall behind that revision.
 */
final class ReadsAreFresh implements Rule {
    @Override
    public String claim() {
        return "reads are fresh";
    }

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        ProvenRevisions proven = new ProvenRevisions();
        Statements statements = new Statements(evidence);
        PossibleRevisions possible = new PossibleRevisions(evidence);
        evidence.chronicle()
                .changes()
                .forEach(change -> proven.add(new ProvenRevisions.Source(
                        change.seen(), change.revision(), () -> "the watch saw " + evidence.words(change))));
        evidence.rawReads()
                .forEach(read ->
                        proven.add(new ProvenRevisions.Source(read.answered(), read.revision(), () -> words(read, evidence))));
        for (Exchange exchange : evidence.exchanges()) {
            proven.advanceTo(exchange.asked());
            long from = proven.newest().revision();
            long revision = told(exchange, evidence);
            Statement statement = statements.of(exchange);
            if (statement != null) {
                long to = Math.max(from, possible.newestBy(exchange.answered()));
                revision = statement.firstTrue(from, to);
                if (revision == Statement.NEVER) {
                    found.accept(words(exchange, statement, proven, to, evidence));
                }
            }
            proven.add(new ProvenRevisions.Source(exchange.answered(), revision, () -> evidence.words(exchange)));
        }
    }

    /** The revision of the change that the answer tells; 0 if it tells none, or one that etcd doesn't know. */
    private static long told(Exchange exchange, Evidence evidence) {
        Change deletion = evidence.deletions().deletion(exchange);
        if (deletion != null) {
            return deletion.revision();
        }
        if (!(exchange.answer() instanceof Answer.Granted granted)) {
            return 0;
        }
        Change change = evidence.chronicle().at(granted.holding().port(), granted.revision());
        return change != null && granted.holding().equals(change.holding()) ? change.revision() : 0;
    }

    private static String words(Exchange exchange, Statement statement, ProvenRevisions proven, long to, Evidence evidence) {
        long from = proven.newest().revision();
        long falseSince = statement.falseSince(from);
        String words = evidence.words(exchange)
                + (statement instanceof ListStatement list
                        ? ", which at revision " + from + " is wrong about ports " + list.differences()
                        : "");
        if (falseSince == Statement.NEVER) {
            long later = statement.firstTrue(from, Long.MAX_VALUE);
            return words
                    + (later == Statement.NEVER
                            ? ", which was so at no revision"
                            : ", which was so at revision " + later + " only, and that can't have been before " + to);
        }
        ProvenRevisions.Source source = proven.first(falseSince);
        return words + ", which was not so any more since revision " + falseSince + ", proven at "
                + evidence.time(source.time()) + " when " + source.words().get() + ": "
                + culprit(source.time(), falseSince, evidence);
    }

    private static String culprit(long knownSince, long revision, Evidence evidence) {
        RawRead old = olderThan(revision, knownSince, evidence);
        return old == null
                ? "the node lied, for all that is known"
                : "etcd itself answered old, for " + words(old, evidence);
    }

    private static @Nullable RawRead olderThan(long revision, long knownSince, Evidence evidence) {
        return evidence.rawReads().stream()
                .filter(read -> read.asked() >= knownSince && read.revision() < revision)
                .findFirst()
                .orElse(null);
    }

    private static String words(RawRead read, Evidence evidence) {
        return "member " + read.member() + ", asked at " + evidence.time(read.asked()) + ", answered at "
                + evidence.time(read.answered()) + " with revision " + read.revision();
    }
}
