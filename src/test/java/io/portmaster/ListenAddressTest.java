package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:8080, http://127.0.0.1:9",
        "::1, [::1]:8080, http://[::1]:9",
        "::, [::]:8080, http://[::]:9",
        "node_1, node_1:8080, http://node_1:9"
    })
    void anIpv6AddressStandsInBracketsWhereverItIsShown(String host, String shown, String url) {
        ListenAddress address = new ListenAddress(host, 8080);
        assertThat(address).hasToString(shown);
        assertThat(address.url(9)).isEqualTo(url);
        assertThat(URI.create(address.url(9)).getAuthority()).endsWith(":9");
    }
}
