package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
    private static List<String> environment(Ports ports, String... inherited) {
        List<byte[]> bytes =
                Stream.of(inherited).map(text -> text.getBytes(UTF_8)).toList();
        return ports.environment(bytes, Set.of("_JAVA_SR_SIGNUM")).stream()
                .map(text -> new String(text, UTF_8))
                .toList();
    }

    @Test
    void onePortIsToldInPort() {
        assertThat(environment(Ports.of(List.of(), List.of(5000)), "PATH=/bin", "PORT=80", "LANG=C"))
                .containsExactly("PATH=/bin", "LANG=C", "PORT=5000");
    }

    @Test
    void severalPortsAreToldByTheirNamesAndTheFirstInPort() {
        assertThat(environment(
                        Ports.of(List.of("http", "x-y.2"), List.of(5000, 5001)), "PORT=80", "PORT_HTTP=81", "LANG=C"))
                .containsExactly("LANG=C", "PORT=5000", "PORT_HTTP=5000", "PORT_X_Y_2=5001");
    }

    @Test
    void variablesOfExecItselfAreLeftOut() {
        assertThat(environment(Ports.of(List.of(), List.of(5000)), "_JAVA_SR_SIGNUM=62", "ODD"))
                .containsExactly("ODD", "PORT=5000");
    }

    @Test
    void bytesThatAreNoTextStay() {
        byte[] odd = {'A', '=', (byte) 0xff, '=', (byte) 0xc3};
        assertThat(Ports.of(List.of(), List.of(5000))
                        .environment(List.of(odd), Set.of())
                        .get(0))
                .isEqualTo(odd);
    }
}
