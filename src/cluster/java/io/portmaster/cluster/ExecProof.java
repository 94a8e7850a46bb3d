package io.portmaster.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program behind {@code scripts/exec-proof}. */
@Command(name = "scripts/exec-proof", description = "Shows on real servers what exec promises, and measures it.")
final class ExecProof extends ScriptProgram {
    /** A renewal comes every third of the ttl. */
    private static final int USUAL_TTL = 60;

    private static final int MOST_INSTANCES = 100;

    private static final String[] SLEEP = {"sleep", "3000"};

    @Option(
            names = "--program",
            split = ",",
            paramLabel = "NAME",
            description = "Only these implementations, sh or java.")
    private List<String> names =
            ExecProgram.all().stream().map(ExecProgram::name).toList();

    @Option(names = "--instances", defaultValue = "20", description = "How many at once (${DEFAULT-VALUE}).")
    private int instances;

    @Option(names = "--ttl", defaultValue = "10", description = "Of their leases, in seconds (${DEFAULT-VALUE}).")
    private int ttl;

    @Option(names = "--linger", defaultValue = "5", description = "Of their leases, in seconds (${DEFAULT-VALUE}).")
    private int linger;

    @Option(
            names = "--idle",
            defaultValue = "60",
            description = "For how many seconds the processor time of an idle one is measured (${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--out",
            defaultValue = "target/exec-proof",
            description = "The folder for exec-proof.md (${DEFAULT-VALUE}).")
    private Path out = Path.of("target/exec-proof");

    private final ExecFigures figures = new ExecFigures();

    public static void main(String[] arguments) {
        new ExecProof().run(arguments);
    }

    @Override
    public Integer call() throws Exception {
        List<ExecProgram> programs = ExecProgram.all().stream()
                .filter(program -> names.contains(program.name()))
                .toList();
        check(programs.size() == names.size(), "--program knows sh and java");
        check(instances >= 2 && instances <= MOST_INSTANCES, "--instances must be 2 to " + MOST_INSTANCES);
        check(ttl >= 5 && linger >= 5 && idle >= 1, "--ttl and --linger must be 5 or more, and --idle 1");
        Path folder = Files.createTempDirectory("portmaster-exec-proof-");
        try (Stage stage = Stage.in(folder)) {
            ExecProgram.archiveClasses(folder.resolve("version.log"));
            NodeProcess node = stage.nodes(1, stage.etcd(1).endpoints()).get(0);
            for (ExecProgram program : programs) {
                prove(program, node, folder);
            }
        } catch (AssertionError e) {
            throw new IllegalStateException(e.getMessage() + "; the logs are in " + folder, e);
        }
        Folders.remove(folder);
        String table = figures.table(programs);
        Files.createDirectories(out);
        Files.writeString(out.resolve("exec-proof.md"), table);
        System.out.print(table);
        return 0;
    }

    private void prove(ExecProgram program, NodeProcess node, Path folder) throws Exception {
        System.err.println(program + ":");
        ExecTerms terms = new ExecTerms(instances, ttl, linger);
        ExecServers.prove(program, terms, node, Files.createDirectory(folder.resolve(program + "-servers")), figures);
        ExecCutOff.prove(program, terms, node, Files.createDirectory(folder.resolve(program + "-cut-off")), figures);
        weigh(program, node, Files.createDirectory(folder.resolve(program + "-cost")));
    }

    private void weigh(ExecProgram program, NodeProcess node, Path folder) throws IOException {
        String service = program + "-cost";
        ExecTerms.createService(node, service, 1);
        List<String> options = List.of("--ttl", "" + USUAL_TTL);
        try (ExecCrowd crowd = new ExecCrowd(program, "http://" + node.address(), service, options, folder)) {
            crowd.start(1, SLEEP);
            Await.until("the command has its port", ExecTerms.PATIENCE, () -> isServed(node, service));
            ExecRun run = crowd.members().get(0).run();
            // A start costs more. The first renewal is over, too, if there is time for it.
            Await.pass(Duration.ofSeconds(Math.min(idle, USUAL_TTL / 3 + 1)));
            ExecCost before = ExecCost.of(run, SLEEP);
            Await.pass(Duration.ofSeconds(idle));
            ExecCost after = ExecCost.of(run, SLEEP);
            figures.add(
                    "memory of its own (RssAnon) while it waits, ttl " + USUAL_TTL,
                    String.format(Locale.ROOT, "%.1f MiB in %d processes", after.memory() / 1024.0, after.processes()));
            figures.add(
                    "processor time in %d s of waiting".formatted(idle),
                    String.format(Locale.ROOT, "%.2f s", (after.ticks() - before.ticks()) / 100.0));
        }
    }

    private static boolean isServed(NodeProcess node, String service) {
        try {
            return node.api().get("/v1/services/" + service + "/ports/web-0").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
