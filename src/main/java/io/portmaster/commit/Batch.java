package io.portmaster.commit;

import io.portmaster.commit.Mutation.ServiceMutation;
import io.portmaster.record.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Submissions on their way into one transaction. A store evaluates all compares of a transaction before any of its writes,
 * so two mutations may share one only if neither writes a key that the other compares, reads or writes. Changes to services
 * compare and write ranges of keys: they share one only with each other, see {@link ServiceMutation#isIndependentOf}.
 */
final class Batch {
    private final List<Submission> members = new ArrayList<>();
    private final Set<Key> written = new HashSet<>();
    private final Set<Key> touched = new HashSet<>();
    private boolean closed;

    /** Takes the submission in if it fits. */
    boolean add(Submission submission) {
        Mutation mutation = submission.mutation();
        boolean alone = submission.travelsAlone();
        if (!hasRoom() || (alone && !members.isEmpty()) || !isOneOfItsKind(mutation) || collides(mutation)) {
            return false;
        }
        members.add(submission);
        written.addAll(mutation.writes());
        touched.addAll(mutation.writes());
        touched.addAll(mutation.reads());
        closed = alone;
        return true;
    }

    /** Whether all members are changes to services as this is, and independent of it; or none is. */
    private boolean isOneOfItsKind(Mutation mutation) {
        if (members.isEmpty()) {
            return true;
        }
        if (mutation instanceof ServiceMutation change) {
            return members.stream()
                    .allMatch(member ->
                            member.mutation() instanceof ServiceMutation other && change.isIndependentOf(other));
        }
        return !(members.get(0).mutation() instanceof ServiceMutation);
    }

    private boolean collides(Mutation mutation) {
        return !Collections.disjoint(touched, mutation.writes()) || !Collections.disjoint(written, mutation.reads());
    }

    boolean hasRoom() {
        return !closed && members.size() < Store.MAX_BATCH;
    }

    List<Submission> members() {
        return members;
    }
}
