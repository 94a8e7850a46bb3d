package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseTest {
    @Test
    void textHasSixteenDigits() {
        Lease lease = new Lease(0x0c0f5e7a9b21d840L);
        assertThat(lease.text()).isEqualTo("0c0f5e7a9b21d840");
        assertThat(Lease.parse("0c0f5e7a9b21d840")).isEqualTo(lease);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7c",
                "c0f5e7a9b21d840",
                "00c0f5e7a9b21d840",
                "0C0F5E7A9B21D840",
                "0c0f5e7a9b21d84g",
                "+c0f5e7a9b21d840",
                "0000000000000000",
                "8000000000000000",
                "ffffffffffffffff"
            })
    void otherTextIsNoLease(String text) {
        assertThat(Lease.parse(text)).isNull();
    }

    @Test
    void randomNumberIsEvenAndPositiveSoThatTheCompanionHasTheNext() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            Lease lease = Lease.random(random);
            assertThat(lease.id()).isPositive().isEven();
            assertThat(Lease.parse(lease.text())).isEqualTo(lease);
            assertThat(lease.companion().id()).isPositive().isEqualTo(lease.id() + 1);
        }
    }
}
