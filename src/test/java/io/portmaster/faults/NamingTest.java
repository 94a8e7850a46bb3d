package io.portmaster.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NamingTest {
    private static final int INSTANCES = 60;
    private static final int CLAIMS = 600;

    @ParameterizedTest
    @EnumSource
    void noTwoClaimsHaveTheSameName(Naming naming) {
        Set<String> names = new HashSet<>();
        IntStream.range(0, INSTANCES).forEach(instance -> IntStream.range(0, CLAIMS)
                .forEach(claim ->
                        assertThat(names.add(naming.name(instance, claim))).isTrue()));
        assertThat(names).allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9][A-Za-z0-9._:@-]{0,252}"));
    }
}
