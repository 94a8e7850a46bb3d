package io.portmaster.faults;

import io.portmaster.cluster.OldRelease;
import io.portmaster.cluster.ScriptProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/faults}. */
@Command(
        name = "scripts/faults",
        description = "Breaks a real cluster in every way there is, and proves that nothing is lost or given twice.")
public final class Faults extends ScriptProgram {
    private static final int VIOLATIONS_FOUND = 1;
    private static final int INCOMPLETE = 3;

    @Option(
            names = "--case",
            split = ",",
            paramLabel = "NAME",
            description = "What to do instead of everything: ${COMPLETION-CANDIDATES}.")
    private Set<FaultCase> cases = Set.of();

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "For how long faults go on in each case (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--seed", description = "What chance decides follows from it; each case prints its own.")
    private @Nullable Long seed;

    @Option(
            names = "--network",
            defaultValue = "any",
            description = "namespaces (needs root), loopback, or the first of them that can be had (any).")
    private String network = "any";

    @Option(
            names = "--out",
            defaultValue = "target/faults",
            description = "The folder for faults.md and faults.json (${DEFAULT-VALUE}).")
    private Path out = Path.of("target/faults");

    public static void main(String[] arguments) {
        new Faults().run(arguments);
    }

    @Override
    public Integer call() throws Exception {
        check(seconds >= 1, "--seconds must be 1 or more");
        check(List.of("any", "namespaces", "loopback").contains(network), "--network knows no " + network);
        Set<FaultCase> asked = cases.isEmpty() ? all() : EnumSet.copyOf(cases);
        Path folder = Files.createTempDirectory("portmaster-faults-");
        FaultReport report = new FaultReport();
        boolean complete = true;
        for (FaultCase what : asked) {
            try {
                CaseResult result = run(what, folder.resolve(what.toString()));
                report.add(result);
                report.write(out);
                tell(result);
            } catch (Exception | AssertionError e) {
                // The other cases can run all the same.
                complete = false;
                System.err.println(what + " could not be brought to its end");
                e.printStackTrace();
            }
        }
        System.out.print(report.table());
        if (complete && !report.hasViolations()) {
            return 0;
        }
        System.err.println("Data and logs: " + folder);
        return complete ? VIOLATIONS_FOUND : INCOMPLETE;
    }

    private CaseResult run(FaultCase what, Path folder) throws Exception {
        long own = seed != null ? seed : ThreadLocalRandom.current().nextLong();
        System.err.println(what + ": --seed " + own);
        Files.createDirectories(folder);
        try (ClusterNetwork hosts = networkOf(what)) {
            return new CaseRun(what, own, Duration.ofSeconds(seconds), System.err::println).run(hosts, folder);
        }
    }

    private ClusterNetwork networkOf(FaultCase what) {
        String iptables = System.getenv("PORTMASTER_TEST_IPTABLES");
        boolean possible = iptables != null && System.getenv("PORTMASTER_FAULTS_NAMESPACE") != null;
        check(possible || !network.equals("namespaces"), "--network=namespaces needs root, iproute2 and iptables");
        return possible && !network.equals("loopback") && !what.setup().onLoopback()
                ? new Namespaces(iptables)
                : new Loopback();
    }

    private static void tell(CaseResult result) {
        List<String> violations = result.violations();
        System.err.println(result.what() + ": " + result.exchanges().size() + " requests, " + violations.size()
                + " violations");
        violations.stream().limit(20).forEach(System.err::println);
    }

    /** All cases. The cases with old nodes are left out if there is no build of an old release. */
    private static Set<FaultCase> all() {
        Set<FaultCase> all = EnumSet.allOf(FaultCase.class);
        if (!OldRelease.isAtHand()) {
            System.err.println("the cases with old nodes are left out: they need PORTMASTER_OLD_JAR");
            all.removeIf(each -> each.setup().withOldNodes());
        }
        return all;
    }
}
