package io.portmaster.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InstanceNamesTest {
    private static final int INSTANCES = 60;
    private static final int CLAIMS = 600;

    @Test
    void noTwoClaimsHaveTheSameName() {
        Set<String> names = new HashSet<>();
        IntStream.range(0, INSTANCES).forEach(instance -> IntStream.range(0, CLAIMS)
                .forEach(claim -> assertThat(names.add(InstanceNames.name(instance, claim)))
                        .isTrue()));
        assertThat(names).allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9][A-Za-z0-9._:@-]{0,252}"));
    }
}
