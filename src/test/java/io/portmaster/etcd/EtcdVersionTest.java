package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdVersionTest {
    @ParameterizedTest
    @CsvSource({
        "3.4.23, false, false",
        "3.5.12, false, false",
        "3.5.13, true, false",
        "3.5.27, true, false",
        "3.5.28, true, true",
        "3.6.0, true, false",
        "3.6.8, true, false",
        "3.6.9, true, true",
        "3.7.0-alpha.1, true, true",
        "4.0.0, true, true"
    })
    void tellsWhichVersionsAreSupportedAndSound(String text, boolean supported, boolean sound) {
        EtcdVersion version = EtcdVersion.parse(text);
        assertThat(version.isSupported()).isEqualTo(supported);
        assertThat(version.isSound()).isEqualTo(sound);
    }

    @Test
    void refusesTextThatIsNoVersion() {
        assertThatIllegalArgumentException().isThrownBy(() -> EtcdVersion.parse("latest"));
    }
}
