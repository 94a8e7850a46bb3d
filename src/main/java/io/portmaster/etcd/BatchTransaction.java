package io.portmaster.etcd;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.Guard;
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
import java.util.List;

/**
 * A batch as one etcd transaction, and the outcomes by etcd's response. The mutations are in nested transactions, the {@link
 * Child}ren. If a mutation conflicts, only the others of its child fail with it: all of them are kept back, and sent again by
 * themselves to see which conflicts. The else-branch of a child with one mutation reads the keys of its guards, which shows the
 * reason. A child of several has no else-branch: etcd would decode and log it each time, and hardly ever run it.
 */
final class BatchTransaction {
    private static final Outcome KEPT_BACK = new NotApplied(Reason.KEPT_BACK);

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

    /** The transaction. {@link Etcd#commit} adds the compares for the whole batch. */
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
        if (child.size() == 1) {
            addGuardsAndGets(child, request);
        } else {
            for (Guard guard : child.joinedGuards()) {
                request.addCompare(transactions.compare(guard));
            }
        }
        for (int i = 0; i < child.size(); i++) {
            for (Write write : child.mutation(i).writes()) {
                request.addSuccess(transactions.operation(write));
            }
        }
        return request.build();
    }

    private void addGuardsAndGets(Child child, TxnRequest.Builder request) {
        for (Guard guard : child.guards()) {
            Compare compare = transactions.compare(guard);
            request.addCompare(compare);
            if (guard.key() != null) {
                request.addFailure(Transactions.get(compare.getKey()));
            }
        }
    }

    /** The outcome of each mutation, in the order of the batch. */
    List<Outcome> outcomes(TxnResponse response) {
        if (!response.getSucceeded()) {
            return Collections.nCopies(batch.size(), new NotApplied(Reason.FENCED));
        }
        long revision = response.getHeader().getRevision();
        Outcome committed = new Committed(revision);
        List<TxnResponse> responses = groups.responses(response);
        Outcome[] outcomes = new Outcome[batch.size()];
        List<Child> failed = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            Child child = children.get(i);
            if (responses.get(i).getSucceeded()) {
                setAll(child, outcomes, committed);
                continue;
            }
            failed.add(child);
            setAll(child, outcomes, child.size() == 1 ? conflict(child, responses.get(i), revision) : KEPT_BACK);
        }
        sizes.learn(children, failed);
        return Arrays.asList(outcomes);
    }

    private static void setAll(Child child, Outcome[] outcomes, Outcome outcome) {
        for (int member = 0; member < child.size(); member++) {
            outcomes[child.place(member)] = outcome;
        }
    }

    /**
     * @param child a child of one mutation
     * @param response the response of the child, whose else-branch has read the keys of the guards in their order
     */
    private Conflict conflict(Child child, TxnResponse response, long revision) {
        List<Key> keys = child.mutation(0).conflictKeys();
        List<KeyState> seen = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            RangeResponse get = response.getResponses(i).getResponseRange();
            seen.add(new KeyState(keys.get(i), revision, transactions.found(get)));
        }
        return new Conflict(seen);
    }
}
