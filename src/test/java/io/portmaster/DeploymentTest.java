package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.PortmasterOptions;
import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the image and the compose file name is there: options, files, versions. Running them needs a Docker engine. */
class DeploymentTest {
    private static final String DOCKERFILE = "deploy/Dockerfile";
    private static final String COMPOSE = "deploy/compose.yaml";

    private static String read(String name) throws IOException {
        return Files.readString(Checkout.file(name));
    }

    private static List<MatchResult> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE).matcher(text).results().toList();
    }

    /** The services of the compose file, with what they share merged into each of them. */
    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Object> compose = new Yaml().load(read(COMPOSE));
        return (Map<String, Map<String, Object>>) compose.get("services");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> environment(Map<String, Object> service) {
        return (Map<String, Object>) service.get("environment");
    }

    private static List<Map<String, Object>> nodes() throws IOException {
        List<Map<String, Object>> nodes = services().entrySet().stream()
                .filter(service -> service.getKey().startsWith("node"))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(nodes).hasSize(3);
        return nodes;
    }

    /** The defaults of the compose file's variables, by name: the text behind {@code :-}. */
    private static Map<String, String> defaultsOfCompose() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        for (MatchResult variable : all("\\$\\{([A-Z_]+):-([^}]+)}", read(COMPOSE))) {
            defaults.put(variable.group(1), variable.group(2));
        }
        return defaults;
    }

    @Test
    void everyVariableOfANodeIsAnOptionOfServe() throws IOException {
        TreeSet<String> options = new TreeSet<>();
        PortmasterOptions.variables("serve").forEach(option -> options.add(option.getKey()));

        for (Map<String, Object> node : nodes()) {
            assertThat(environment(node).keySet()).isNotEmpty().isSubsetOf(options);
        }
        assertThat(all("^ENV (\\w+)=", read(DOCKERFILE))).isNotEmpty().allSatisfy(variable -> assertThat(options)
                .contains(variable.group(1)));
    }

    @Test
    void nodesAskExactlyTheMembersThatStart() throws IOException {
        String members = String.join(
                ",",
                services().keySet().stream()
                        .filter(name -> name.startsWith("etcd"))
                        .map(name -> "http://" + name + ":2379")
                        .toList());
        for (Map<String, Object> node : nodes()) {
            assertThat(environment(node)).containsEntry("PORTMASTER_ETCD", members);
        }
    }

    @Test
    void everyVariableOfHaproxyIsReadByItsConfiguration() throws IOException {
        TreeSet<String> read = new TreeSet<>();
        all("\\$\\{(\\w+)-", read("deploy/haproxy.cfg")).forEach(variable -> read.add(variable.group(1)));
        assertThat(environment(services().get("haproxy")).keySet()).isEqualTo(read);
    }

    /** A longer drain would be cut off by a kill. */
    @Test
    void aContainerIsGivenTheTimeThatADrainMayTake() throws IOException {
        String drain = "at most `--drain-notice` and (\\d+) s";
        int longest = Integer.parseInt(all(drain, read("src/docs/operations.md").replace('\n', ' '))
                .get(0)
                .group(1));
        String notice = PortmasterOptions.variables("serve").stream()
                .filter(option -> option.getKey().equals("PORTMASTER_DRAIN_NOTICE"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        for (Map<String, Object> node : nodes()) {
            assertThat(seconds(node.get("stop_grace_period").toString())).isGreaterThan(longest + seconds(notice));
        }
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replaceAll("s$", ""));
    }

    @Test
    void imagesOfTheBuildAreThoseOfTheDockerfile() throws IOException {
        Map<String, String> defaults = defaultsOfCompose();
        assertThat(all("^ARG (\\w+)=(.+)$", read(DOCKERFILE))).hasSize(2).allSatisfy(argument -> assertThat(defaults)
                .containsEntry(argument.group(1), argument.group(2)));
    }

    @Test
    void theEtcdIsTheOneThatTheScriptsFetch() throws IOException {
        String release = all("^release=(.+)$", read("scripts/etcd")).get(0).group(1);
        assertThat(defaultsOfCompose().get("ETCD_IMAGE")).endsWith(":v" + release);
    }

    /** {@code .dockerignore} leaves out all but what it names. */
    @Test
    void allThatTheImageIsMadeOfReachesTheEngine() throws IOException {
        List<String> letIn = read(".dockerignore")
                .lines()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        assertThat(letIn).isNotEmpty().allSatisfy(name -> assertThat(Checkout.file(name))
                .exists());
        for (MatchResult copy : all("^COPY (?!--from)(\\S+) \\S+$", read(DOCKERFILE))) {
            assertThat(copy.group(1)).matches(name -> name.equals(".") || letIn.contains(name));
        }
        String resources = "<directory>(?!src/main)(\\S+)</directory>\\s+<includes>\\s+<include>(\\S+)</include>";
        assertThat(all(resources, read("pom.xml"))).isNotEmpty().allSatisfy(resource -> assertThat(letIn)
                .contains(resource.group(1) + "/" + resource.group(2)));
    }

    @Test
    void everyFileThatIsMountedIsThere() throws IOException {
        for (Object volume : (List<?>) services().get("haproxy").get("volumes")) {
            Path source = Checkout.file("deploy").resolve(volume.toString().split(":")[0]);
            assertThat(source).exists();
        }
    }
}
