package io.portmaster.etcd;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Outcome.Committed;
import io.portmaster.commit.Outcome.Conflict;
import io.portmaster.commit.Outcome.NotApplied;
import io.portmaster.commit.Outcome.Reason;
import io.portmaster.commit.Write;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch as one etcd transaction, and what became of each mutation by the response. The mutations stand in nested transactions,
 * the {@link Child}ren, so that one that fails spoils only those that share its child. The else-branch of a child reads the keys
 * that its guards look at. So it is known which of its mutations failed: they conflict. The others were kept back by them.
 */
final class BatchTransaction {
    private final Transactions transactions;
    private final ChildSizes sizes;
    private final List<Mutation> batch;
    private final List<Child> children;
    private final ServiceGroups groups;

    BatchTransaction(Transactions transactions, ChildSizes sizes, List<Mutation> batch) {
        this.transactions = transactions;
        this.sizes = sizes;
        this.batch = batch;
        this.children = sizes.spread(batch);
        this.groups = new ServiceGroups(children);
    }

    /** What must hold for all of the batch is added by {@link Etcd#commit}. */
    TxnRequest.Builder request() {
        List<TxnRequest> requests = new ArrayList<>(children.size());
        for (Child child : children) {
            requests.add(request(child));
        }
        TxnRequest.Builder request = TxnRequest.newBuilder();
        groups.addTo(request, requests, transactions::compare);
        return request;
    }

    private TxnRequest request(Child child) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        for (Guard guard : child.guards()) {
            Compare compare = transactions.compare(guard);
            request.addCompare(compare);
            if (guard.key() != null) {
                request.addFailure(Transactions.get(compare.getKey()));
            }
        }
        for (int i = 0; i < child.size(); i++) {
            for (Write write : child.mutation(i).writes()) {
                request.addSuccess(transactions.operation(write));
            }
        }
        return request.build();
    }

    /** The outcome of each mutation, in the order of the batch. */
    List<Outcome> outcomes(TxnResponse response) {
        if (!response.getSucceeded()) {
            return Collections.nCopies(batch.size(), new NotApplied(Reason.FENCED));
        }
        long revision = response.getHeader().getRevision();
        List<TxnResponse> responses = groups.responses(response);
        Outcome[] outcomes = new Outcome[batch.size()];
        List<Child> failed = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            if (!responses.get(i).getSucceeded()) {
                failed.add(child);
                tellApart(child, responses.get(i), revision, outcomes);
            } else {
                Outcome committed = new Committed(revision);
                for (int member = 0; member < child.size(); member++) {
                    outcomes[child.place(member)] = committed;
                }
            }
        }
        sizes.learn(children, failed);
        for (Child child : failed) {
            if (isUnexplained(child, outcomes)) {
                sizes.separate(child);
            }
        }
        return Arrays.asList(outcomes);
    }

    private void tellApart(Child child, TxnResponse response, long revision, Outcome[] outcomes) {
        Map<Key, RangeResponse> found = new HashMap<>();
        int next = 0;
        for (Guard guard : child.guards()) {
            Key key = guard.key();
            if (key != null) {
                found.put(key, response.getResponses(next++).getResponseRange());
            }
        }
        for (int member = 0; member < child.size(); member++) {
            Mutation mutation = child.mutation(member);
            boolean conflicts = child.size() == 1 || !allHold(mutation, found);
            outcomes[child.place(member)] =
                    conflicts ? conflict(mutation, found, revision) : new NotApplied(Reason.KEPT_BACK);
        }
    }

    private static boolean allHold(Mutation mutation, Map<Key, RangeResponse> found) {
        for (Guard guard : mutation.guards()) {
            RangeResponse seen = found.get(guard.key());
            if (seen != null && !holds(guard, seen)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(Guard guard, RangeResponse seen) {
        if (guard instanceof Unchanged unchanged) {
            return seen.getKvsCount() == 1
                    && seen.getKvs(0).getModRevision() == unchanged.entry().modRevision();
        }
        return !(guard instanceof Absent) || seen.getKvsCount() == 0;
    }

    private Conflict conflict(Mutation mutation, Map<Key, RangeResponse> found, long revision) {
        List<Key> keys = mutation.conflictKeys();
        List<KeyState> seen = new ArrayList<>(keys.size());
        for (Key key : keys) {
            @Nullable RangeResponse get = found.get(key);
            seen.add(new KeyState(key, revision, get == null ? null : transactions.found(get)));
        }
        return new Conflict(seen);
    }

    private static boolean isUnexplained(Child child, Outcome[] outcomes) {
        for (int member = 0; member < child.size(); member++) {
            if (outcomes[child.place(member)] instanceof Conflict) {
                return false;
            }
        }
        return true;
    }
}
