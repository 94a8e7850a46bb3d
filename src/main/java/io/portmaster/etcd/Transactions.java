package io.portmaster.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.op.RangeCmp;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.portmaster.commit.Mutation;
import io.portmaster.commit.Mutation.Accept;
import io.portmaster.commit.Mutation.ChangeService;
import io.portmaster.commit.Mutation.Claim;
import io.portmaster.commit.Mutation.CreateService;
import io.portmaster.commit.Mutation.DeleteService;
import io.portmaster.commit.Mutation.Remove;
import io.portmaster.commit.Outcome;
import io.portmaster.domain.Entry;
import io.portmaster.domain.Key;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.Sighting;
import io.portmaster.domain.Value;
import io.portmaster.etcd.Keys.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches as etcd transactions: one child transaction a mutation, so that each has its own compares and its own outcome and
 * all are one raft proposal. Pure: it only translates, there and back.
 */
final class Transactions {
    private final Keys keys;
    private final Codec codec;

    Transactions(Keys keys, Codec codec) {
        this.keys = keys;
        this.codec = codec;
    }

    /** Holds as long as that fence isn't up: the compare that goes on top of every transaction. */
    Cmp isUnfenced(String fenceId) {
        return isAbsent(keys.fence(fenceId));
    }

    /** The mutation's compares, writes, and the gets that tell what stood in its way. */
    Op child(Mutation mutation) {
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

    private Op claim(Claim claim) {
        Key portKey = claim.portKey();
        PutOption option = claim.lease() == Claim.NO_LEASE
                ? PutOption.DEFAULT
                : PutOption.builder().withLeaseId(claim.lease()).build();
        return Op.txn(
                new Cmp[] {
                    isUnchanged(claim.service()),
                    isAbsent(keys.spell(portKey)),
                    isAbsent(keys.spell(claim.offerIndex())),
                    isAbsent(keys.spell(claim.instanceIndex()))
                },
                new Op[] {
                    put(portKey, claim.holding(), option),
                    put(
                            claim.holding().indexKey(),
                            new Value.Index(claim.holding().port()),
                            option)
                },
                gets(tellingKeys(claim)));
    }

    private Op accept(Accept accept) {
        Key portKey = accept.offer().key();
        return Op.txn(
                new Cmp[] {isUnchanged(accept.offer())},
                new Op[] {
                    put(portKey, accept.allocation(), PutOption.DEFAULT),
                    put(
                            accept.allocation().indexKey(),
                            new Value.Index(accept.allocation().port()),
                            PutOption.DEFAULT),
                    delete(accept.offer().value().indexKey())
                },
                gets(tellingKeys(accept)));
    }

    private Op remove(Remove remove) {
        return Op.txn(
                new Cmp[] {isUnchanged(remove.holding())},
                new Op[] {
                    delete(remove.holding().key()),
                    delete(remove.holding().value().indexKey())
                },
                gets(tellingKeys(remove)));
    }

    private Op create(CreateService create) {
        return Op.txn(
                new Cmp[] {isAbsent(keys.spell(create.serviceKey())), noServiceChangedSince(create.seenRevision())},
                new Op[] {put(create.serviceKey(), create.service(), PutOption.DEFAULT)},
                gets(tellingKeys(create)));
    }

    private Op change(ChangeService change) {
        List<Cmp> compares = new ArrayList<>();
        compares.add(isUnchanged(change.before()));
        compares.add(noServiceChangedSince(change.seenRevision()));
        change.dropped().forEach(range -> compares.add(isUnused(range)));
        return Op.txn(
                compares.toArray(Cmp[]::new),
                new Op[] {put(change.serviceKey(), change.after(), PutOption.DEFAULT)},
                gets(tellingKeys(change)));
    }

    private Op delete(DeleteService delete) {
        PortRange range = delete.service().value().range();
        List<Cmp> compares = new ArrayList<>();
        List<Op> writes = new ArrayList<>();
        compares.add(isUnchanged(delete.service()));
        writes.add(delete(delete.serviceKey()));
        if (delete.force()) {
            writes.add(deleteAll(keys.ports(range)));
            writes.add(deleteAll(keys.offersOf(delete.name())));
            writes.add(deleteAll(keys.instancesOf(delete.name())));
        } else {
            compares.add(isUnused(range));
        }
        return Op.txn(compares.toArray(Cmp[]::new), writes.toArray(Op[]::new), gets(tellingKeys(delete)));
    }

    /**
     * What became of each mutation of a batch.
     *
     * @param response to a transaction of {@link #isUnfenced} and a {@link #child} each
     */
    List<Outcome> outcomes(List<Mutation> batch, TxnResponse response) {
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        long revision = response.getHeader().getRevision();
        List<TxnResponse> children = response.isSucceeded() ? response.getTxnResponses() : List.of();
        for (int i = 0; i < batch.size(); i++) {
            outcomes.add(
                    response.isSucceeded()
                            ? outcome(batch.get(i), children.get(i), revision)
                            : new Outcome.NotApplied(Outcome.Reason.FENCED));
        }
        return outcomes;
    }

    private Outcome outcome(Mutation mutation, TxnResponse child, long revision) {
        if (child.isSucceeded()) {
            return new Outcome.Committed(revision);
        }
        List<Key> asked = tellingKeys(mutation);
        List<GetResponse> gets = child.getGetResponses();
        List<Sighting> seen = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            List<KeyValue> found = gets.get(i).getKvs();
            seen.add(new Sighting(asked.get(i), revision, found.isEmpty() ? null : entry(found.get(0))));
        }
        return new Outcome.Conflict(seen);
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
    private static List<Key> tellingKeys(Mutation mutation) {
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

    private Op put(Key key, Value value, PutOption option) {
        return Op.put(keys.spell(key), codec.write(value), option);
    }

    private Op delete(Key key) {
        return Op.delete(keys.spell(key), DeleteOption.DEFAULT);
    }

    private static Op deleteAll(KeyRange range) {
        return Op.delete(
                range.start(), DeleteOption.builder().withRange(range.end()).build());
    }

    private Op[] gets(List<Key> asked) {
        return asked.stream()
                .map(key -> Op.get(keys.spell(key), GetOption.DEFAULT))
                .toArray(Op[]::new);
    }

    private Cmp isUnchanged(Entry<?> entry) {
        return new Cmp(keys.spell(entry.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(entry.modRevision()));
    }

    private static Cmp isAbsent(ByteSequence key) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    }

    private Cmp isUnused(PortRange range) {
        KeyRange ports = keys.ports(range);
        return new RangeCmp(ports.start(), ports.end(), Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    }

    private Cmp noServiceChangedSince(long revision) {
        KeyRange services = keys.allServices();
        return new RangeCmp(services.start(), services.end(), Cmp.Op.LESS, CmpTarget.modRevision(revision + 1));
    }
}
