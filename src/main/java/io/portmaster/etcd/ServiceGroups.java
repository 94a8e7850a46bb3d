package io.portmaster.etcd;

import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The places of a batch's children in its transaction. A child is right below the top, except if it has a guard over a range of
 * keys, such as that no service of a space has changed since a revision. Children with the same such guard are in one group,
 * which makes that compare once for all: it reads the records of all services of the space, and no other compare reads as much.
 * In its group each child still has its own compares, writes and outcome. If only one child has the guard, it makes the compare
 * itself, without a group.
 */
final class ServiceGroups {
    private final int size;

    /** The children that are in no group, by their indexes. */
    private final List<Integer> single = new ArrayList<>();

    /** The children that have the same guard, by their indexes. */
    private final Map<RangeUnchangedSince, List<Integer>> groups = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if a child with such a guard doesn't read exactly one key in its else-branch */
    ServiceGroups(List<Child> children) {
        this.size = children.size();
        for (int i = 0; i < size; i++) {
            RangeUnchangedSince guard = children.get(i).rangeGuard();
            if (guard != null && children.get(i).mutation(0).conflictKeys().size() != 1) {
                throw new IllegalArgumentException("the response of a group has one key for each child");
            }
            List<Integer> places = guard == null ? single : groups.computeIfAbsent(guard, common -> new ArrayList<>());
            places.add(i);
        }
    }

    /**
     * Adds the children to the transaction.
     *
     * @param children in the same order as before. If a group's compare fails, what their own else-branches read is read
     *     instead
     * @param compare makes the compare for the guard of a group
     */
    void addTo(TxnRequest.Builder parent, List<TxnRequest> children, Function<RangeUnchangedSince, Compare> compare) {
        single.forEach(place -> parent.addSuccess(nested(children.get(place))));
        groups.forEach((guard, places) -> {
            if (places.size() == 1) {
                TxnRequest alone = children.get(places.get(0));
                parent.addSuccess(nested(
                        alone.toBuilder().addCompare(compare.apply(guard)).build()));
                return;
            }
            TxnRequest.Builder group = TxnRequest.newBuilder().addCompare(compare.apply(guard));
            for (int place : places) {
                TxnRequest child = children.get(place);
                group.addSuccess(nested(child)).addAllFailure(child.getFailureList());
            }
            parent.addSuccess(nested(group.build()));
        });
    }

    /**
     * The responses of the children, in the order of the children.
     *
     * @param parent the response of the transaction, whose own compares held
     */
    List<TxnResponse> responses(TxnResponse parent) {
        TxnResponse[] responses = new TxnResponse[size];
        int next = 0;
        for (int place : single) {
            responses[place] = parent.getResponses(next++).getResponseTxn();
        }
        for (List<Integer> places : groups.values()) {
            TxnResponse group = parent.getResponses(next++).getResponseTxn();
            if (places.size() == 1) {
                responses[places.get(0)] = group;
                continue;
            }
            for (int i = 0; i < places.size(); i++) {
                ResponseOp own = group.getResponses(i);
                // If the group's compare failed, its else-branch has read one key for each child.
                responses[places.get(i)] = group.getSucceeded()
                        ? own.getResponseTxn()
                        : TxnResponse.newBuilder().addResponses(own).build();
            }
        }
        return Arrays.asList(responses);
    }

    private static RequestOp nested(TxnRequest child) {
        return RequestOp.newBuilder().setRequestTxn(child).build();
    }
}
