package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.etcd.EtcdOptions.CreationPolicy;
import io.portmaster.etcd.InstallationChoice.Verdict;
import io.portmaster.loop.ManualLoop;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link RollCall}, and the decisions of {@link InstallationChoice} on it. */
class RollCallTest {
    private static final long A = 0xaaaa;
    private static final long B = 0xbbbb;
    private static final UUID ONE = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private final ManualLoop loop = new ManualLoop();
    private final Map<String, String> names = new LinkedHashMap<>();
    private MemberList list = listOf();
    private RollCall roll = new RollCall(list);
    private InstallationChoice choice = choose(null, CreationPolicy.IF_ALL_ANSWER);

    private MemberList listOf(String... urls) {
        MemberList made = new MemberList(
                Arrays.stream(urls).map(URI::create).toList(), this::resolve, Runnable::run, () -> 0, loop);
        made.refresh(() -> {});
        loop.runUntilIdle();
        return made;
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        String addresses = names.getOrDefault(host, host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        String[] each = addresses.split(" ");
        InetAddress[] resolved = new InetAddress[each.length];
        for (int i = 0; i < each.length; i++) {
            resolved[i] = InetAddress.getByName(each[i]);
        }
        return resolved;
    }

    private InstallationChoice choose(@Nullable UUID pinned, CreationPolicy creation) {
        return new InstallationChoice(roll, "/p/", pinned, creation);
    }

    private void use(String... urls) {
        list = listOf(urls);
        roll = new RollCall(list);
        choice = choose(null, CreationPolicy.IF_ALL_ANSWER);
    }

    private void useThree() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1", "http://10.0.0.3:1");
    }

    private Member member(int lastByte) {
        return list.members().stream()
                .filter(each -> each.socket().getAddress().getAddress()[3] == lastByte)
                .findFirst()
                .orElseThrow();
    }

    private void holds(int member, long cluster, @Nullable Installation installation) {
        roll.answered(
                member(member),
                MemberReport.read(cluster, installation == null ? null : installation.value()),
                loop.nanos());
    }

    private void isEmpty(int member, long cluster) {
        holds(member, cluster, null);
    }

    private Verdict verdict() {
        return choice.verdict(loop.nanos());
    }

    private void pass(Duration time) {
        loop.advance(time);
    }

    private static Installation in(long cluster) {
        return Installation.first(ONE, cluster);
    }

    @Test
    void installationIsMadeOnceAllAddressesHaveAnsweredAndNoneHoldsOne() {
        useThree();
        isEmpty(1, A);
        isEmpty(2, A);
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        isEmpty(3, A);
        assertThat(verdict()).isEqualTo(new Verdict.Make(A));
    }

    @Test
    void whileAnAddressIsSilentNoInstallationIsMadeAndTheAddressIsNamed() {
        useThree();
        isEmpty(1, A);
        isEmpty(2, A);
        roll.silent(member(3), "Connection refused");
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(1));
            isEmpty(1, A);
            isEmpty(2, A);
        }
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Wait.class, wait -> assertThat(wait.reason())
                .contains("http://10.0.0.3:1")
                .contains("Connection refused")
                .contains("portmaster init"));
    }

    @Test
    void initMakesAnInstallationOnceSilentAddressesHadTheirTime() {
        useThree();
        choice = choose(null, CreationPolicy.IF_ANY_ANSWERS);
        isEmpty(1, A);
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        pass(RollCall.GRACE);
        assertThat(verdict()).isEqualTo(new Verdict.Make(A));
    }

    @Test
    void aLearnerCountsAsAnAnswer() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        isEmpty(1, A);
        roll.answered(member(2), MemberReport.unusable(A, "is a learner", false), loop.nanos());
        assertThat(verdict()).isEqualTo(new Verdict.Make(A));
    }

    @Test
    void twoEmptyClustersAreRefusedAndBothAreNamed() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        isEmpty(1, A);
        roll.answered(member(2), MemberReport.unusable(B, "can't be read: no leader", false), loop.nanos());
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        isEmpty(2, B);
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(refuse.reason())
                .contains("aaaa")
                .contains("bbbb"));
    }

    @Test
    void twoInstallationsAreRefusedAndBothClustersAreNamed() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        holds(1, A, Installation.first(ONE, A));
        holds(2, B, Installation.first(OTHER, B));
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(refuse.reason())
                .contains("aaaa")
                .contains("bbbb")
                .contains(ONE.toString())
                .contains(OTHER.toString()));
    }

    @Test
    void oneInstallationInTwoClustersThatEachNameThemselvesIsRefused() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        holds(1, A, in(A));
        holds(2, B, in(B));
        assertThat(verdict()).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aPinChoosesAmongInstallations() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        choice = choose(OTHER, CreationPolicy.IF_ALL_ANSWER);
        holds(1, A, Installation.first(ONE, A));
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        holds(2, B, Installation.first(OTHER, B));
        assertThat(verdict()).isEqualTo(new Verdict.Serve(Installation.first(OTHER, B)));
    }

    @Test
    void aPinThatNobodyHoldsIsRefusedOnceAllHaveAnswered() {
        use("http://10.0.0.1:1");
        choice = choose(OTHER, CreationPolicy.IF_ALL_ANSWER);
        holds(1, A, Installation.first(ONE, A));
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(refuse.reason())
                .contains(OTHER.toString()));
    }

    @Test
    void withAPinNoInstallationIsMade() {
        use("http://10.0.0.1:1");
        choice = choose(OTHER, CreationPolicy.IF_ALL_ANSWER);
        isEmpty(1, A);
        assertThat(verdict()).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void anEmptyClusterBesideAnInstallationIsAStranger() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        isEmpty(1, B);
        holds(2, A, in(A));
        assertThat(verdict()).isEqualTo(new Verdict.Serve(in(A)));
        assertThat(new RollCallText(roll).strangers(in(A), loop.nanos(), Duration.ofSeconds(30)))
                .singleElement()
                .asString()
                .contains("http://10.0.0.1:1")
                .contains("bbbb");
    }

    @Test
    void aRestoredCopyBesideItsOriginalIsAStranger() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        holds(1, B, in(A));
        holds(2, A, in(A));
        assertThat(verdict()).isEqualTo(new Verdict.Serve(in(A)));
        assertThat(RollCallText.strangeness(in(A), MemberReport.read(B, in(A).value())))
                .isNotNull();
    }

    @Test
    void installationIsServedOnceSilentAddressesHadTheirTime() {
        useThree();
        holds(1, A, in(A));
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        pass(RollCall.GRACE);
        assertThat(verdict()).isEqualTo(new Verdict.Serve(in(A)));
    }

    /** The silent address may hold the same installation in another cluster. */
    @Test
    void withAPinSilentAddressesAreWaitedForToo() {
        useThree();
        choice = choose(ONE, CreationPolicy.IF_ALL_ANSWER);
        holds(1, A, in(A));
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        holds(2, B, in(B));
        assertThat(verdict()).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void anAddressThatAnsweredLongAgoHasNotAnswered() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        isEmpty(1, A);
        pass(Duration.ofSeconds(6));
        isEmpty(2, A);
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
    }

    @Test
    void ofANameAllAddressesOfOneFamilyHaveToAnswer() {
        names.put("etcd", "10.0.0.1 10.0.0.2 ::3");
        use("http://etcd:1");
        isEmpty(1, A);
        assertThat(roll.isComplete(loop.nanos())).isFalse();
        isEmpty(2, A);
        assertThat(roll.isComplete(loop.nanos())).isTrue();
    }

    @Test
    void aNameThatCannotBeResolvedIsWaitedForAndNamed() {
        names.put("nowhere", "");
        use("http://10.0.0.1:1", "http://nowhere:1");
        isEmpty(1, A);
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Wait.class, wait -> assertThat(wait.reason())
                .contains("http://nowhere:1"));
    }

    @Test
    void lastingProblemIsRefusedOnceAllHaveAnswered() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        roll.answered(member(1), MemberReport.unusable(A, "is etcd 3.4.23", true), loop.nanos());
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        roll.answered(member(2), MemberReport.unusable(A, "can't be read: no leader", false), loop.nanos());
        assertThat(verdict()).isInstanceOf(Verdict.Wait.class);
        roll.answered(member(2), MemberReport.unusable(A, "is etcd 3.4.23", true), loop.nanos());
        assertThat(verdict()).isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(refuse.reason())
                .contains("is etcd 3.4.23"));
    }

    /** All restored members answer in each second. */
    private void restoredAnswer(int seconds, int... members) {
        for (int i = 0; i < seconds; i++) {
            for (int each : members) {
                holds(each, B, in(A));
            }
            pass(Duration.ofSeconds(1));
        }
        for (int each : members) {
            holds(each, B, in(A));
        }
    }

    private @Nullable Long newCluster(@Nullable Long namedHeardAt) {
        return choice.newCluster(in(A), namedHeardAt, loop.nanos());
    }

    @Test
    void recordsAreFollowedOnceAMajorityHasAnsweredFromElsewhereForTenSeconds() {
        useThree();
        restoredAnswer(9, 1, 2);
        assertThat(newCluster(null)).isNull();
        restoredAnswer(1, 1, 2);
        assertThat(newCluster(null)).isEqualTo(B);
    }

    @Test
    void halfOfTheAddressesIsNoMajority() {
        use("http://10.0.0.1:1", "http://10.0.0.2:1");
        restoredAnswer(20, 1);
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void recordsAreNotFollowedWhileTheirClusterAnswers() {
        useThree();
        restoredAnswer(20, 1, 2);
        assertThat(newCluster(loop.nanos() - Duration.ofSeconds(9).toNanos())).isNull();
        holds(3, A, in(A));
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void aMemberOfTheNamedClusterWithoutAQuorumStillKeepsRecordsFromBeingFollowed() {
        useThree();
        restoredAnswer(20, 1, 2);
        roll.answered(member(3), MemberReport.unusable(A, "etcdserver: no leader", false), loop.nanos());
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void aClusterWithOtherRecordsIsNeverFollowed() {
        useThree();
        for (int i = 0; i < 20; i++) {
            isEmpty(1, B);
            holds(2, B, Installation.first(OTHER, B));
            isEmpty(3, B);
            pass(Duration.ofSeconds(1));
        }
        assertThat(newCluster(null)).isNull();
    }

    /** Two members answer the same for longer than {@link InstallationChoice#FOLLOW_AFTER}. */
    private void twoHold(Installation installation, long cluster) {
        for (int i = 0; i <= 10; i++) {
            holds(1, cluster, installation);
            holds(2, cluster, installation);
            pass(Duration.ofSeconds(1));
        }
        holds(1, cluster, installation);
        holds(2, cluster, installation);
    }

    @Test
    void recordsThatAnotherNodeHasFollowedAreFollowedToo() {
        useThree();
        twoHold(in(A).restoredTo(B, in(A)), B);
        assertThat(newCluster(null)).isEqualTo(B);
    }

    @Test
    void aClusterThatTheRecordsHaveLeftIsNotFollowedBack() {
        useThree();
        twoHold(in(A), A);
        Installation restored = in(A).restoredTo(B, in(A));
        assertThat(choice.newCluster(restored, null, loop.nanos())).isNull();
    }

    @Test
    void aSnapshotFromBeforeAnEarlierRestoreIsFollowed() {
        useThree();
        long third = 0xcccc;
        Installation restored = in(A).restoredTo(B, in(A));
        twoHold(in(A), third);
        assertThat(choice.newCluster(restored, null, loop.nanos())).isEqualTo(third);
        assertThat(restored.restoredTo(third, in(A)).restores()).isEqualTo(2);
    }

    @Test
    void silenceBetweenAnswersStartsTheTenSecondsAnew() {
        useThree();
        restoredAnswer(2, 1, 2);
        pass(Duration.ofSeconds(9));
        restoredAnswer(2, 1, 2);
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void oneAddressOfTheSmallerFamilyIsNoMajority() {
        names.put("etcd", "10.0.0.1 10.0.0.2 10.0.0.3 ::9");
        use("http://etcd:1");
        Member six = list.members().stream()
                .filter(each -> each.socket().getAddress().getAddress().length == 16)
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 20; i++) {
            roll.answered(six, MemberReport.read(B, in(A).value()), loop.nanos());
            pass(Duration.ofSeconds(1));
        }
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void anAddressCountsOnceHoweverOftenItIsListed() {
        names.put("etcd", "10.0.0.1");
        use("http://etcd:1", "http://10.0.0.1:1", "http://10.0.0.2:1");
        restoredAnswer(20, 1);
        assertThat(newCluster(null)).isNull();
    }

    @Test
    void memberThatRefusesEveryCallHasAnsweredAndIsNoStranger() {
        use("http://10.0.0.1:1");
        MemberReport refusal = MemberReport.unusable(MemberReport.UNKNOWN, "refuses: user name is empty", true);
        roll.answered(member(1), refusal, loop.nanos());
        assertThat(verdict()).isInstanceOf(Verdict.Refuse.class);
        assertThat(RollCallText.strangeness(in(A), refusal)).isNull();
    }

    @Test
    void anInstallationIsReadAsItWasWritten() {
        Installation written = Installation.first(ONE, 0xcdf818194e3a8c32L);
        assertThat(written.value().toStringUtf8())
                .isEqualTo(
                        "{\"v\":1,\"installation\":\"" + ONE + "\",\"cluster\":\"cdf818194e3a8c32\",\"restores\":0}");
        assertThat(Installation.parse(written.value())).isEqualTo(written);
    }

    @Test
    void anInstallationThatAPersonHasWrittenMayLackTheCount() {
        String byHand = "{ \"v\": 1, \"installation\": \"" + ONE + "\", \"cluster\": \"aaaa\" }";
        assertThat(Installation.parse(com.google.protobuf.ByteString.copyFromUtf8(byHand)))
                .isEqualTo(in(A));
    }

    @Test
    void prefixLiesInsideThePrefixesThatItBeginsWith() {
        assertThat(new InstallationKeys("/a/b/").outer())
                .containsExactly(new InstallationKeys("/").own(), new InstallationKeys("/a/").own());
        assertThat(new InstallationKeys("plain/").outer()).isEmpty();
    }
}
