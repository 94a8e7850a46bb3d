package io.portmaster.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.portmaster.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of options, as people write them. */
class OptionValuesTest {
    private static List<URI> etcd(String text) {
        return new EtcdMembersConverter().convert(text).endpoints();
    }

    private static void assertRefused(ITypeConverter<?> converter, String text, String reason) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:2379, 127.0.0.1:2379",
        "http://portmaster_etcd_1:2379, portmaster_etcd_1:2379",
        "http://etcd-0.etcd.default.svc.cluster.local.:2379, etcd-0.etcd.default.svc.cluster.local.:2379",
        "HTTP://Etcd1:2379, etcd1:2379",
        "http://[::1]:2379, [::1]:2379",
        "http://[2001:DB8::A]:2379/, [2001:db8::a]:2379",
        "'  http://a:1/ ', a:1",
        "'http://a:1,', a:1"
    })
    void anEtcdMemberIsTakenAsPeopleWriteIt(String text, String authority) {
        assertThat(etcd(text)).singleElement().satisfies(member -> {
            assertThat(member.getAuthority()).isEqualTo(authority);
            assertThat(member).hasToString("http://" + authority);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://a:1,http://b:2", "http://a:1, http://b:2/ ,HTTP://A:1,", ",http://a:1,\n http://b:2"})
    void severalMembersAreTakenEachOnceInTheirOrder(String text) {
        assertThat(etcd(text)).containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', names no member",
        "' , ,', names no member",
        "127.0.0.1:2379, doesn't begin with http://",
        "ftp://a:1, doesn't begin with http://",
        "unix:///run/etcd.sock, doesn't begin with http://",
        "https://a:1, TLS to etcd is not supported yet",
        "HTTPS://a:1, TLS to etcd is not supported yet",
        "http://a, 'host a: the port is missing'",
        "http://a:, 'host a: the port is missing'",
        "http://[::1], 'host [::1]: the port is missing'",
        "http://a:0, the port is no number from 1 to 65535",
        "http://a:65536, the port is no number from 1 to 65535",
        "http://a:x, the port is no number from 1 to 65535",
        "http://::1:2379, an IPv6 address stands in brackets",
        "http://[::1::2]:2379, no name and no address",
        "http://:1, no name and no address",
        "http://, the host is missing",
        "http://a b:1, no name and no address",
        "http://a:1/v3, a path is not supported",
        "http://a:1?x=1, a query (?...) is not supported",
        "http://a:1/?x=1#f, a query (?...) is not supported",
        "http://a:1#f, a fragment (#...) is not supported",
        "http://u@a:1, a user or password in the URL is not supported",
        "'http://a:1,https://b:2', 'entry 2 of 2: TLS'"
    })
    void anythingElseInAnEtcdMemberIsRefusedWithTheReason(String text, String reason) {
        assertRefused(new EtcdMembersConverter(), text, reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://root:s3cret@127.0.0.1:2379",
                "root:s3cret@127.0.0.1:2379",
                "http://root:s3cret",
                "http://root:pa,s3cret@127.0.0.1:2379",
                "http://root:s3cret@a:1,ftp://b:2",
                "https://root:s3cret@a:1",
                "http://a:1/?token=s3cret",
                "http://a:1/s3cret",
                "http://a:1#s3cret",
                "http://root:s3cret%40a:1"
            })
    void aRefusalShowsNoSecret(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> etcd(text))
                .withMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "0.0.0.0:80, 0.0.0.0, 80",
        "[::1]:0, ::1, 0",
        "[::]:8080, ::, 8080",
        "node_1.local:0, node_1.local, 0"
    })
    void listenTakesNamesAndAddresses(String text, String host, int port) {
        assertThat(new ListenAddressConverter().convert(text)).isEqualTo(new ListenAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8080", ":8080", "localhost", "localhost:", "a:-1", "a:b:1", "::1:80", "a b:1"})
    void anythingElseToListenAtIsRefused(String text) {
        assertRefused(new ListenAddressConverter(), text, "is not HOST:PORT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:65536", "[::1]:99999"})
    void aPortThatIsTooHighIsToldApartFromATypingError(String text) {
        assertRefused(new ListenAddressConverter(), text, "a port is from 0 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"/portmaster, /portmaster/", "/a/b/, /a/b/", "x, x/", "/, /"})
    void aPrefixAlwaysEndsInASlash(String text, String prefix) {
        assertThat(new PrefixConverter().convert(text)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/port master/", "/ä/", "/a\n/"})
    void anyOtherPrefixIsRefused(String text) {
        assertRefused(new PrefixConverter(), text, "is not 1 to 200 characters");
    }

    @ParameterizedTest
    @CsvSource({"2s, 2", "90s, 90", "30m, 1800", "2h, 7200", "30d, 2592000"})
    void aTtlIsANumberWithAUnit(String text, long seconds) {
        assertThat(new DurationConverter.OfferTtl().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "m", "1s", "0s", "1.5h", "-2s", "2 s", "31d", "999999999d", "99999999999s"})
    void anyOtherTtlIsRefused(String text) {
        assertRefused(new DurationConverter.OfferTtl(), text, "is no time from 2s to 30d");
    }

    @ParameterizedTest
    @CsvSource({"0s, 0", "2s, 2", "1h, 3600"})
    void theNoticeBeforeADrainMayBeNone(String text, long seconds) {
        assertThat(new DurationConverter.DrainNotice().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1s", "2h", "soon"})
    void anyOtherNoticeIsRefused(String text) {
        assertRefused(new DurationConverter.DrainNotice(), text, "is no time from 0s to 1h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6F8FFC86-d98a-49ba-848a-a7cbaaea9360", "6f8ffc86-d98a-49ba-848a-a7cbaaea9360"})
    void anInstallationIsAUuid(String text) {
        assertThat(new InstallationConverter().convert(text))
                .isEqualTo(UUID.fromString("6f8ffc86-d98a-49ba-848a-a7cbaaea9360"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-2-3-4-5", "production", "6f8ffc86d98a49ba848aa7cbaaea9360"})
    void anyOtherInstallationIsRefused(String text) {
        assertRefused(new InstallationConverter(), text, "is no UUID");
    }

    @ParameterizedTest
    @CsvSource({
        "warning, WARN",
        "Warn, WARN",
        "info, INFO",
        " DEBUG , DEBUG",
        "off, OFF",
        "trace, TRACE",
        "Error, ERROR"
    })
    void aLogLevelIsTakenInAnyCase(String text, LogLevel level) {
        assertThat(LogLevel.parse(text)).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bogus", "", "1", "warn,info"})
    void anyOtherLogLevelIsRefusedByName(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> LogLevel.parse(text))
                .withMessage("PORTMASTER_LOG_LEVEL: \"" + text
                        + "\" is no level: give one of OFF, ERROR, WARN, INFO, DEBUG, TRACE");
    }
}
