package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.portmaster.Config.OptionException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    private static final String LISTEN = "127.0.0.1:8080";
    private static final String ETCD = "http://127.0.0.1:2379";
    private static final String PREFIX = "/portmaster/";
    private static final String TTL = "30m";

    @Test
    void readsWhatTheContractGivesAsDefaults() {
        Config config = Config.parse(LISTEN, ETCD, PREFIX, TTL);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.etcd()).containsExactly(URI.create(ETCD));
        assertThat(config.prefix()).isEqualTo(PREFIX);
        assertThat(config.offerTtl()).isEqualTo(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:80, 0.0.0.0, 80", "[::1]:8080, ::1, 8080", "node-1.local:0, node-1.local, 0"})
    void listensOnNamesAndAddresses(String listen, String host, int port) {
        Config config = Config.parse(listen, ETCD, PREFIX, TTL);
        assertThat(config.host()).isEqualTo(host);
        assertThat(config.port()).isEqualTo(port);
    }

    @Test
    void takesSeveralMembersOfEtcdAndEachOnce() {
        assertThat(Config.parse(LISTEN, "http://a:1, http://b:2/,http://a:1", PREFIX, TTL)
                        .etcd())
                .containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    }

    @ParameterizedTest
    @CsvSource({"/portmaster, /portmaster/", "/a/b/, /a/b/", "x, x/", "/, /"})
    void aPrefixAlwaysEndsInASlash(String given, String made) {
        assertThat(Config.parse(LISTEN, ETCD, given, TTL).prefix()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"2s, 2", "90s, 90", "30m, 1800", "2h, 7200", "30d, 2592000"})
    void readsDurations(String given, long seconds) {
        assertThat(Config.parse(LISTEN, ETCD, PREFIX, given).offerTtl()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8080", ":8080", "localhost", "localhost:", "localhost:65536", "localhost:-1", "a:b:1"})
    void namesAListenThatItCannotUnderstand(String listen) {
        assertRefused("--listen (PORTMASTER_LISTEN)", () -> Config.parse(listen, ETCD, PREFIX, TTL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:2379",
                "https://a:1",
                "http://a",
                "http://a:1,",
                "http://a:1/path",
                "http://:1",
                "http://a b:1"
            })
    void namesAnEtcdThatItCannotUnderstand(String etcd) {
        assertRefused("--etcd (PORTMASTER_ETCD)", () -> Config.parse(LISTEN, etcd, PREFIX, TTL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/port master/", "/ä/", "/a\n/"})
    void namesAPrefixThatItCannotUnderstand(String prefix) {
        assertRefused("--prefix (PORTMASTER_PREFIX)", () -> Config.parse(LISTEN, ETCD, prefix, TTL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "m", "1s", "0s", "1.5h", "-2s", "2 s", "31d", "999999999d", "99999999999s"})
    void namesATtlThatItCannotUnderstand(String ttl) {
        assertRefused("--offer-ttl (PORTMASTER_OFFER_TTL)", () -> Config.parse(LISTEN, ETCD, PREFIX, ttl));
    }

    private static void assertRefused(String option, Runnable parse) {
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(parse::run)
                .withMessageStartingWith(option)
                .withMessageNotContaining("\n\n");
    }
}
