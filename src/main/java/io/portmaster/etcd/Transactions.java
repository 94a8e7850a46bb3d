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
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Accept;
import io.portmaster.commit.Mutation.ChangeService;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Mutation.CreateService;
import io.portmaster.commit.Mutation.DeleteService;
import io.portmaster.commit.Mutation.Remove;
import io.portmaster.commit.Outcome;
import io.portmaster.domain.Lease;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Space;
import io.portmaster.etcd.Keys.KeyRange;
import io.portmaster.record.Entry;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Key;
import io.portmaster.record.KeyState;
import io.portmaster.record.Value;
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
    private final Keys keys;
    private final Codec codec;

    Transactions(Keys keys, Codec codec) {
        this.keys = keys;
        this.codec = codec;
    }

    /** A transaction that commits each mutation by itself. What must hold for all of them is added by {@link Etcd#commit}. */
    TxnRequest.Builder request(List<Mutation> batch) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        List<TxnRequest> children = new ArrayList<>(batch.size());
        for (Mutation mutation : batch) {
            TxnRequest.Builder child = child(mutation);
            conflictKeys(mutation).forEach(key -> child.addFailure(get(keys.spell(key))));
            children.add(child.build());
        }
        new ServiceGroups(batch).addTo(request, children, this::noServiceChangedSince);
        return request;
    }

    /** The mutation's compares and writes; without the compare that it shares with others, see {@link ServiceGroups}. */
    private TxnRequest.Builder child(Mutation mutation) {
        if (mutation instanceof Claim claim) {
            return claim(claim);
        } else if (mutation instanceof Accept accept) {
            return accept(accept);
        } else if (mutation instanceof Remove remove) {
            return remove(remove);
        } else if (mutation instanceof CreateService create) {
            return create(create);
        } else if (mutation instanceof ChangeService change) {
            return change(change);
        } else {
            return delete((DeleteService) mutation);
        }
    }

    private TxnRequest.Builder claim(Claim claim) {
        ByteString service = keys.spell(claim.service().key());
        ByteString port = keys.spell(claim.portKey());
        ByteString offer = keys.spell(claim.offerIndex());
        ByteString instance = keys.spell(claim.instanceIndex());
        ByteString index = claim.holding().state() == State.OFFERED ? offer : instance;
        return TxnRequest.newBuilder()
                .addCompare(isUnchanged(service, claim.service()))
                .addCompare(isAbsent(port))
                .addCompare(isAbsent(offer))
                .addCompare(isAbsent(instance))
                .addSuccess(put(port, claim.holding(), claim.lease()))
                .addSuccess(put(index, new Value.Index(claim.holding().port()), claim.lease()));
    }

    private TxnRequest.Builder accept(Accept accept) {
        ByteString port = keys.spell(accept.offer().key());
        return TxnRequest.newBuilder()
                .addCompare(isUnchanged(port, accept.offer()))
                .addSuccess(put(port, accept.allocation(), Lease.NONE))
                .addSuccess(put(
                        keys.spell(accept.instanceIndex()),
                        new Value.Index(accept.allocation().port()),
                        Lease.NONE))
                .addSuccess(delete(keys.spell(accept.offerIndex())));
    }

    private TxnRequest.Builder remove(Remove remove) {
        ByteString port = keys.spell(remove.holding().key());
        return TxnRequest.newBuilder()
                .addCompare(isUnchanged(port, remove.holding()))
                .addSuccess(delete(port))
                .addSuccess(delete(keys.spell(remove.indexKey())));
    }

    private TxnRequest.Builder create(CreateService create) {
        ByteString service = keys.spell(create.serviceKey());
        return TxnRequest.newBuilder()
                .addCompare(isAbsent(service))
                .addSuccess(put(service, create.service(), Lease.NONE));
    }

    private TxnRequest.Builder change(ChangeService change) {
        ByteString service = keys.spell(change.serviceKey());
        TxnRequest.Builder child = TxnRequest.newBuilder()
                .addCompare(isUnchanged(service, change.before()))
                .addSuccess(put(service, change.after(), Lease.NONE));
        change.dropped().forEach(range -> child.addCompare(isUnused(change.space(), range)));
        return child;
    }

    private TxnRequest.Builder delete(DeleteService delete) {
        ByteString service = keys.spell(delete.serviceKey());
        PortRange range = delete.service().value().range();
        TxnRequest.Builder child = TxnRequest.newBuilder()
                .addCompare(isUnchanged(service, delete.service()))
                .addSuccess(delete(service));
        if (delete.force()) {
            return child.addSuccess(deleteAll(keys.ports(delete.space(), range)))
                    .addSuccess(deleteAll(keys.offersOf(delete.space(), delete.name())))
                    .addSuccess(deleteAll(keys.instancesOf(delete.space(), delete.name())));
        }
        return child.addCompare(isUnused(delete.space(), range));
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
        List<Key> asked = conflictKeys(mutation);
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

    /** The keys that tell why the mutation conflicted, in the order that they are asked for. */
    private static List<Key> conflictKeys(Mutation mutation) {
        if (mutation instanceof Claim claim) {
            return List.of(claim.service().key(), claim.portKey(), claim.offerIndex(), claim.instanceIndex());
        } else if (mutation instanceof Accept accept) {
            return List.of(accept.offer().key());
        } else if (mutation instanceof Remove remove) {
            return List.of(remove.holding().key());
        } else {
            return List.of(((Mutation.ServiceMutation) mutation).serviceKey());
        }
    }

    private RequestOp put(ByteString key, Value value, Lease lease) {
        return RequestOp.newBuilder()
                .setRequestPut(PutRequest.newBuilder()
                        .setKey(key)
                        .setValue(codec.write(value))
                        .setLease(lease.id()))
                .build();
    }

    private static RequestOp delete(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
                .build();
    }

    private static RequestOp deleteAll(KeyRange range) {
        return RequestOp.newBuilder()
                .setRequestDeleteRange(
                        DeleteRangeRequest.newBuilder().setKey(range.start()).setRangeEnd(range.end()))
                .build();
    }

    static RequestOp get(ByteString key) {
        return RequestOp.newBuilder()
                .setRequestRange(RangeRequest.newBuilder().setKey(key))
                .build();
    }

    private static Compare isUnchanged(ByteString key, Entry<?> entry) {
        return Compare.newBuilder()
                .setKey(key)
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.EQUAL)
                .setModRevision(entry.modRevision())
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
    private Compare isUnused(Space space, PortRange range) {
        KeyRange ports = keys.ports(space, range);
        return isAbsent(ports.start()).toBuilder().setRangeEnd(ports.end()).build();
    }

    private Compare noServiceChangedSince(Space space, long revision) {
        KeyRange services = keys.services(space);
        return Compare.newBuilder()
                .setKey(services.start())
                .setRangeEnd(services.end())
                .setTarget(CompareTarget.MOD)
                .setResult(CompareResult.LESS)
                .setModRevision(revision + 1)
                .build();
    }
}
