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
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.portmaster.commit.BatchLimits;
import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Guard.RangeUnused;
import io.portmaster.commit.Guard.Unchanged;
import io.portmaster.commit.Write;
import io.portmaster.commit.Write.Delete;
import io.portmaster.commit.Write.DeleteRange;
import io.portmaster.commit.Write.Put;
import io.portmaster.etcd.Keys.SpelledRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Key;
import org.jspecify.annotations.Nullable;

/**
 * Translates guards, writes and records to etcd's messages, and back. {@link BatchTransaction} makes transactions of them.
 *
 * <p>It builds etcd's own protobuf messages. jetcd's {@code Op} and {@code Cmp} would cost twice as much, since jetcd translates
 * them to these messages. And jetcd has no compare over a range of keys.
 */
final class Transactions {
    /**
     * etcd allows 128 operations in a transaction (its {@code --max-txn-ops}). A child may have as many as its parent leaves.
     * Two are left for the level in between, see {@link ServiceGroups}. A request may have 1.5 MiB.
     */
    static final BatchLimits LIMITS = new BatchLimits(128 - 2, 1 << 20);

    private final Keys keys;
    private final Codec codec;

    Transactions(Keys keys, Codec codec) {
        this.keys = keys;
        this.codec = codec;
    }

    /** The record that a get of one key has found. Null if there is none. */
    @Nullable
    Entry<?> found(RangeResponse get) {
        return get.getKvsCount() == 0 ? null : entry(new KeyValue(get.getKvs(0), ByteSequence.EMPTY));
    }

    /** The record in a key and value of etcd. Null if the key holds no record. */
    @Nullable
    Entry<?> entry(KeyValue pair) {
        Key key = keys.read(pair.getKey());
        return key == null
                ? null
                : new Entry<>(key, codec.read(key, pair.getValue()), pair.getCreateRevision(), pair.getModRevision());
    }

    Compare compare(Guard guard) {
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

    /**
     * The compare holds if it holds for each key of the range. If the range has no key, etcd makes the compare once, with
     * revisions and a version of 0.
     */
    private static Compare isUnused(SpelledRange interval) {
        return isAbsent(interval.start()).toBuilder()
                .setRangeEnd(interval.end())
                .build();
    }

    private static Compare isUnchangedSince(SpelledRange interval, long revision) {
        return Compare.newBuilder()
                .setKey(interval.start())
                .setRangeEnd(interval.end())
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.LESS)
                .setModRevision(revision + 1)
                .build();
    }

    RequestOp operation(Write write) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        if (write instanceof Put put) {
            operation.setRequestPut(PutRequest.newBuilder()
                    .setKey(keys.spell(put.key()))
                    .setValue(codec.write(put.value()))
                    .setLease(put.lease().id()));
        } else if (write instanceof Delete delete) {
            operation.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(keys.spell(delete.key())));
        } else {
            SpelledRange interval = keys.spell(((DeleteRange) write).range());
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
