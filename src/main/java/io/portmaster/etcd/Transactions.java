package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Compare.CompareResult;
import io.etcd.jetcd.api.Compare.CompareTarget;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Outcome;
import io.portmaster.commit.Write;
import io.portmaster.commit.Write.Delete;
import io.portmaster.commit.Write.DeleteRange;
import io.portmaster.commit.Write.Put;
import io.portmaster.etcd.Keys.Interval;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches as etcd transactions: one nested transaction a mutation, so that each has its own compares and its own outcome and
 * all are one raft proposal. Pure: it only translates, there and back.
 *
 * <p>It speaks etcd's own messages. jetcd's {@code Op} and {@code Cmp} would be made of the same and turned into them, which
 * costs as much again, and know no compare of a range.
 */
final class Transactions {
    /**
     * etcd allows 128 operations in a transaction (its {@code --max-txn-ops}), and each child what its parent leaves of them. Two are
     * left for the level between the two, see {@link ServiceGroups}. A request may have 1.5 MiB.
     */
    static final BatchLimits LIMITS = new BatchLimits(128 - 2, 1 << 20);

    private final Keys keys;
    private final Codec codec;

    Transactions(Keys keys, Codec codec) {
        this.keys = keys;
        this.codec = codec;
    }

    /** A transaction that commits each mutation by itself. What must hold for all of them is added by {@link Etcd#commit}. */
    TxnRequest.Builder request(List<Mutation> batch) {
        List<TxnRequest> children = new ArrayList<>(batch.size());
        for (Mutation mutation : batch) {
            children.add(child(mutation));
        }
        TxnRequest.Builder request = TxnRequest.newBuilder();
        new ServiceGroups(batch).addTo(request, children, this::compare);
        return request;
    }

    /** The mutation's guards and writes; without the guard that it may share with others, see {@link ServiceGroups}. */
    private TxnRequest child(Mutation mutation) {
        TxnRequest.Builder child = TxnRequest.newBuilder();
        for (Guard guard : mutation.guards()) {
            if (guard instanceof RangeUnchangedSince) {
                continue;
            }
            Compare compare = compare(guard);
            child.addCompare(compare);
            if (guard.key() != null) {
                child.addFailure(get(compare.getKey()));
            }
        }
        for (Write write : mutation.writes()) {
            child.addSuccess(operation(write));
        }
        return child.build();
    }

    /**
     * What became of each mutation of a batch.
     *
     * @param response to the {@link #request} for that batch
     */
    List<Outcome> outcomes(List<Mutation> batch, TxnResponse response) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        long revision = response.getHeader().getRevision();
        List<TxnResponse> children = response.getSucceeded() ? new ServiceGroups(batch).responses(response) : List.of();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    response.getSucceeded()
                            ? outcome(batch.get(i), children.get(i), revision)
                            : new Outcome.NotApplied(Outcome.Reason.FENCED));
        }
        return outcomes;
    }

    private Outcome outcome(Mutation mutation, TxnResponse child, long revision) {
        if (child.getSucceeded()) {
            return new Outcome.Committed(revision);
        }
        List<Key> asked = mutation.conflictKeys();
        List<KeyState> seen = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            seen.add(new KeyState(asked.get(i), revision, found(child.getResponses(i))));
        }
        return new Outcome.Conflict(seen);
    }

    private @Nullable Entry<?> found(ResponseOp get) {
        return get.getResponseRange().getKvsCount() == 0
                ? null
                : entry(new KeyValue(get.getResponseRange().getKvs(0), ByteSequence.EMPTY));
    }

    /** The record in a key and value of etcd's, or null for a key that holds none. */
    @Nullable
    Entry<?> entry(KeyValue pair) {
        Key key = keys.read(pair.getKey());
        return key == null
                ? null
                : new Entry<>(key, codec.read(key, pair.getValue()), pair.getCreateRevision(), pair.getModRevision());
    }

    private Compare compare(Guard guard) {
        if (guard instanceof Unchanged unchanged) {
            return isUnchanged(keys.spell(unchanged.key()), unchanged.entry().modRevision());
        } else if (guard instanceof Absent absent) {
            return isAbsent(keys.spell(absent.key()));
        } else if (guard instanceof RangeUnused unused) {
            return isUnused(keys.spell(unused.range()));
        } else {
            RangeUnchangedSince since = (RangeUnchangedSince) guard;
            return isUnchangedSince(keys.spell(since.range()), since.revision());
        }
    }

    private static Compare isUnchanged(ByteString key, long modRevision) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.EQUAL)
                .setModRevision(modRevision)
                .build();
    }

    static Compare isAbsent(ByteString key) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(CompareTarget.CREATE)
                .setResult(CompareResult.EQUAL)
                .setCreateRevision(0)
                .build();
    }

    /** Holds if it holds for each key that is there; over no keys at all etcd compares with zeroes. */
    private static Compare isUnused(Interval interval) {
        return isAbsent(interval.start()).toBuilder()
                .setRangeEnd(interval.end())
                .build();
    }

    private static Compare isUnchangedSince(Interval interval, long revision) {
        return Compare.newBuilder()
                .setKey(interval.start())
                .setRangeEnd(interval.end())
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.LESS)
                .setModRevision(revision + 1)
                .build();
    }

    private RequestOp operation(Write write) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        if (write instanceof Put put) {
            operation.setRequestPut(PutRequest.newBuilder()
                    .setKey(keys.spell(put.key()))
                    .setValue(codec.write(put.value()))
                    .setLease(put.lease().id()));
        } else if (write instanceof Delete delete) {
            operation.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(keys.spell(delete.key())));
        } else {
            Interval interval = keys.spell(((DeleteRange) write).range());
            operation.setRequestDeleteRange(
                    DeleteRangeRequest.newBuilder().setKey(interval.start()).setRangeEnd(interval.end()));
        }
        return operation.build();
    }

    static RequestOp get(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(key))
                .build();
    }
}
