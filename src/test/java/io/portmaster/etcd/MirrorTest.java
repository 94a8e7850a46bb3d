package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.commit.StoreListener;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortCounts;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.domain.Space;
import io.portmaster.loop.ManualLoop;
import io.portmaster.record.Allocation;
import io.portmaster.record.Key;
import io.portmaster.record.Offer;
import io.portmaster.record.Value;
import io.portmaster.registry.Registry;
import io.portmaster.registry.RevisionListener;
import io.portmaster.registry.SpaceRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MirrorTest {
    private static final String WEB = "/p/default/offers/django/web-01";
    private static final Key WEB_KEY = new Key.OfferIndex(Space.DEFAULT, new Name("django"), new Name("web-01"));

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedSource source = new ScriptedSource();
    private final Registry registry = new Registry();
    private final Keys keys = new Keys("/p/");
    private final Mirror mirror =
            new Mirror(source, keys, new Transactions(keys, new Codec()), registry, loop, StoreListener.NONE);
    private boolean historyStartedOver;
    private CompletableFuture<Void> started = new CompletableFuture<>();

    @BeforeEach
    void start() {
        started = mirror.start();
    }

    @Test
    void watchesFromTheRevisionAfterTheList() {
        assertThat(started).isNotDone();
        source.answerList(40, ScriptedSource.pair(WEB, "5000", 12));
        assertThat(started).isDone();
        assertThat(source.lastWatch().fromRevision).isEqualTo(41);
        assertThat(registry.revision()).isEqualTo(40);
        assertThat(registry.records(Space.DEFAULT).indexOf(new Name("django"), new Name("web-01")))
                .isNotNull();
    }

    @Test
    void followsPutsDeletesAndProgress() {
        source.answerList(40);
        source.lastWatch().sendPut(ScriptedSource.pair(WEB, "5000", 41));
        assertThat(registry.entry(WEB_KEY)).isNotNull();
        source.lastWatch().sendDelete(WEB, 42);
        assertThat(registry.entry(WEB_KEY)).isNull();
        source.lastWatch().sendProgress(99);
        assertThat(registry.revision()).isEqualTo(99);
    }

    @Test
    void keysThatHoldNoRecordOnlyMoveTheRevision() {
        source.answerList(40, ScriptedSource.pair("/p/default/fences/x", "", 3));
        source.lastWatch().sendPut(ScriptedSource.pair("/p/default/_later/thing", "?", 41));
        assertThat(registry.revision()).isEqualTo(41);
    }

    /** Keys and values as release 6d445f0 writes them, for its only space, and keys of other spaces. */
    @Test
    void whatTheReleaseBeforeWroteIsReadWithOtherSpacesBesideIt() {
        String service = "{\"v\":1,\"name\":\"django\",\"description\":null,\"start\":5000,\"end\":5009,"
                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"id\":\"f3a1f2f0-5a44-4a0b-8f0e-2d3c4b5a6978\"}";
        String record = "{\"v\":1,\"service\":\"django\",\"name\":\"web-01\",\"state\":\"%s\","
                + "\"created\":\"2026-11-22T14:16:40.277408Z\",%s\"nonce\":\"0e9d1a5c-7b1e-4c58-9b3f-6a5d4c3b2a19\","
                + "\"secret_sha256\":\"" + "ab".repeat(32) + "\",\"accept\":false}";
        source.answerList(
                40,
                ScriptedSource.pair("/p/_id", "{\"v\":1}", 1),
                ScriptedSource.pair("/p/_spaces/dc-2", "{\"v\":2}", 2),
                ScriptedSource.pair("/p/_leases/7c", "{\"v\":2}", 2),
                ScriptedSource.pair("/p/12345/ports/05000", "?", 2),
                ScriptedSource.pair("/p/dc-2/cooling/05000", "{\"v\":2}", 2),
                ScriptedSource.pair("/p/dc-2/instances/django/web-01", "5000", 3),
                ScriptedSource.pair("/p/dc-2/ports/05000", record.formatted("allocated", ""), 3),
                ScriptedSource.pair("/p/dc-2/services/django", service, 2),
                ScriptedSource.pair("/p/default/_later", "?", 2),
                ScriptedSource.pair("/p/default/fences/3f6f", "", 5),
                ScriptedSource.pair("/p/default/offers/django/web-01", "5000", 6),
                ScriptedSource.pair("/p/default/ports/05000", record.formatted("offered", "\"ttl\":30,"), 6),
                ScriptedSource.pair("/p/default/services/django", service, 4));

        SpaceRecords here = registry.records(Space.DEFAULT);
        SpaceRecords there = registry.records(new Space("dc-2"));
        Name django = new Name("django");
        assertThat(here.service(django).value().ports().bounds()).isEqualTo(new PortRange(5000, 5009));
        assertThat(there.service(django).value()).isEqualTo(here.service(django).value());
        assertThat(here.holdingByName(django, new Name("web-01")).value()).isInstanceOf(Offer.class);
        assertThat(there.holdingByName(django, new Name("web-01")).value()).isInstanceOf(Allocation.class);
        assertThat(here.counts(PortSet.of(new PortRange(5000, 5009)), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 0, 1));
        assertThat(there.counts(PortSet.of(new PortRange(5000, 5009)), PortSet.EMPTY))
                .isEqualTo(new PortCounts(10, 1, 0));

        source.lastWatch().sendDelete("/p/dc-2/ports/05000", 41);
        source.lastWatch().sendPut(ScriptedSource.pair("/p/_id", "{\"v\":1}", 42));

        assertThat(registry.revision()).isEqualTo(42);
        assertThat(here.holding(5000)).isNotNull();
        assertThat(there.holding(5000)).isNull();
    }

    @Test
    void aValueThatCannotBeReadOccupiesItsKey() {
        source.answerList(40, ScriptedSource.pair("/p/default/ports/05000", "{\"v\":2}", 3));
        assertThat(registry.records(Space.DEFAULT).isOccupied(5000)).isTrue();
        assertThat(registry.entry(new Key.PortKey(Space.DEFAULT, 5000)).value()).isInstanceOf(Value.Unreadable.class);
    }

    @Test
    void brokenWatchIsClosedAndAllKeysAreListedAgain() {
        source.answerList(40, ScriptedSource.pair(WEB, "5000", 12));
        ScriptedSource.ScriptedWatch broken = source.lastWatch();
        broken.onBroken.run();
        assertThat(broken.closed).isTrue();
        assertThat(source.lists).hasSize(2);
        // The list has the changes that came between the two watches.
        source.answerList(50);
        assertThat(registry.entry(WEB_KEY)).isNull();
        assertThat(source.lastWatch().fromRevision).isEqualTo(51);
    }

    @Test
    void untilTheNewListIsThereTheOldRecordsStay() {
        source.answerList(40, ScriptedSource.pair(WEB, "5000", 12));
        source.lastWatch().onBroken.run();
        assertThat(registry.entry(WEB_KEY)).isNotNull();
        assertThat(registry.revision()).isEqualTo(40);
    }

    @Test
    void eventOfAFormerWatchIsIgnored() {
        source.answerList(40);
        ScriptedSource.ScriptedWatch former = source.lastWatch();
        former.onBroken.run();
        source.answerList(50);
        former.sendPut(ScriptedSource.pair(WEB, "5000", 45));
        former.onBroken.run();
        assertThat(registry.entry(WEB_KEY)).isNull();
        assertThat(source.lists).hasSize(2);
    }

    @Test
    void aListThatFailsIsTriedAgain() {
        source.lastList().completeExceptionally(new IllegalStateException("no etcd"));
        loop.advance(Duration.ofSeconds(1));
        assertThat(source.lists).hasSize(2);
        source.answerList(40);
        assertThat(started).isDone();
    }

    @Test
    void aRestoredStoreEmptiesTheRegistryBeforeItIsListedAgain() {
        source.answerList(40, ScriptedSource.pair(WEB, "5000", 12));
        mirror.heard(20, 40);
        assertThat(registry.isLoaded()).isFalse();
        assertThat(registry.entry(WEB_KEY)).isNull();
        source.answerList(20);
        assertThat(registry.revision()).isEqualTo(20);
    }

    @Test
    void callThatWasSentBeforeTheMirrorAdvancedShowsNoRestore() {
        source.answerList(40);
        long knownBefore = mirror.newestKnown();
        source.lastWatch().sendProgress(60);
        mirror.heard(50, knownBefore);
        assertThat(registry.revision()).isEqualTo(60);
    }

    @Test
    void listBelowTheRevisionOfACallShowsARestore() {
        source.answerList(40, ScriptedSource.pair(WEB, "5000", 12));
        mirror.heard(100, 40);
        RevisionListener listener = new RevisionListener() {
            @Override
            public void advanced(long revision) {}

            @Override
            public void replaced() {
                historyStartedOver |= !registry.isLoaded();
            }
        };
        registry.addRevisionListener(listener);
        source.lastWatch().onBroken.run();
        source.answerList(95);
        assertThat(historyStartedOver).isTrue();
        assertThat(registry.revision()).isEqualTo(95);
    }

    @Test
    void aListUnderWayIsNotStartedOver() {
        source.answerList(40);
        source.lastWatch().onBroken.run();
        mirror.restart("somebody is impatient");
        assertThat(source.lists).hasSize(2);
        source.answerList(50);
        assertThat(registry.revision()).isEqualTo(50);
    }

    @Test
    void closedMirrorIgnoresEvents() {
        source.answerList(40);
        ScriptedSource.ScriptedWatch watch = source.lastWatch();
        mirror.close();
        watch.sendPut(ScriptedSource.pair(WEB, "5000", 41));
        mirror.restart("too late");
        assertThat(watch.closed).isTrue();
        assertThat(registry.revision()).isEqualTo(40);
        assertThat(source.lists).hasSize(1);
    }

    @Test
    void recordsThatCannotBeReadAreLoggedOnceEachAndCounted() {
        List<Integer> counts = new ArrayList<>();
        StoreListener listener = new StoreListener() {
            @Override
            public void unreadable(int records) {
                counts.add(records);
            }
        };
        Registry records = new Registry();
        new Mirror(source, keys, new Transactions(keys, new Codec()), records, loop, listener).start();
        String port = "/p/default/ports/05000";
        source.answerList(40, ScriptedSource.pair(port, "{\"v\":9}", 3));
        source.lastWatch().sendPut(ScriptedSource.pair("/p/default/services/django", "?", 41));
        source.lastWatch().onBroken.run();
        source.answerList(50, ScriptedSource.pair(port, "{\"v\":9}", 3));
        source.lastWatch().sendDelete(port, 51);
        assertThat(counts).containsExactly(1, 2, 1, 0);
    }

    @Test
    void recordsThatOnlyANewerReleaseCanChangeAreReadAndCounted() {
        List<Integer> counts = new ArrayList<>();
        StoreListener listener = new StoreListener() {
            @Override
            public void newer(int records) {
                counts.add(records);
            }
        };
        Registry records = new Registry();
        new Mirror(source, keys, new Transactions(keys, new Codec()), records, loop, listener).start();
        String port = "/p/default/ports/05000";
        String service = "/p/default/services/django";
        String newer = "{\"v\":3,\"name\":\"django\",\"start\":5000,\"end\":5009,\"reuse_delay\":300,"
                + "\"created\":\"2026-11-27T14:26:10.918150Z\",\"id\":\"effa268b-3938-4881-a0de-409264278b4e\"}";

        source.answerList(40, ScriptedSource.pair(service, newer, 3), ScriptedSource.pair(port, "{\"v\":3}", 4));
        source.lastWatch().sendPut(ScriptedSource.pair(service, newer, 41));
        source.lastWatch().sendPut(ScriptedSource.pair(service, newer.replace("\"v\":3", "\"v\":1"), 42));
        source.lastWatch().sendPut(ScriptedSource.pair(service, newer, 43));
        source.lastWatch().sendDelete(service, 44);

        assertThat(counts).containsExactly(1, 1, 0, 1, 0);
    }
}
