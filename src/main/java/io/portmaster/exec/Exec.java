package io.portmaster.exec;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Timeouts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs a command on ports of its own. It connects the parts of this package. */
public final class Exec {
    /** A killed run's command gets its grace to end, and some time more. */
    private static final Duration LEFTOVER_TIME = Duration.ofSeconds(5);

    private static final int RENEWAL_PART = 3;

    private final ExecOptions options;
    private final URI url;
    private final Function<Timeouts, PortmasterClient> clients;
    private final Map<String, String> variables;
    private final Consumer<String> log;

    /**
     * @param url of the node, to be remembered
     * @param clients makes a client of that node
     * @param variables of the environment
     * @param log gets lines for people
     */
    public Exec(
            ExecOptions options,
            URI url,
            Function<Timeouts, PortmasterClient> clients,
            Map<String, String> variables,
            Consumer<String> log) {
        this.options = options;
        this.url = url;
        this.clients = clients;
        this.variables = variables;
        this.log = log;
    }

    /**
     * Runs the command to its end. The process begins anew here if its JVM was not started for exec: so nothing may have been
     * done before but reading options.
     *
     * @return the exit status
     * @throws ExecException if the command can't be run
     * @throws ProblemException if a node has refused what exec has asked for
     * @throws IOException if no node could be reached
     * @throws IllegalStateException if this host lacks something
     */
    public int run() throws Exception {
        Descriptors descriptors = relaunched();
        StateFolder folder = StateFolder.of(variables, options.service());
        InstanceLock lock = lock(folder);
        try {
            StateFile state = StateFile.read(folder, options.instance());
            return supervisor().run(state.key(UUID::randomUUID), host(state, descriptors));
        } finally {
            lock.release();
        }
    }

    private static Descriptors relaunched() throws IOException {
        try {
            return Relaunch.ifNeeded();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "can't load native code: set -Djna.tmpdir to a folder that can be written, and isn't noexec (" + e
                            + ")",
                    e);
        }
    }

    private InstanceLock lock(StateFolder folder) throws ExecException {
        try {
            folder.make();
            return InstanceLock.take(folder, options.instance());
        } catch (IOException e) {
            throw folder.unusable(e);
        }
    }

    private Supervisor supervisor() throws IOException {
        BootClock clock = new BootClock();
        NodeApi api = new ClientNodeApi(clients.apply(timeouts()), options);
        Patience patience =
                new Patience(clock, Patience.SLEEP, options.timeout(), line -> log.accept(url + ": " + line));
        Duration leftoverLimit = options.grace().plus(LEFTOVER_TIME);
        Belongings belongings = new Belongings(api, clock);
        Acquisition acquisition = new Acquisition(
                api, belongings, new PortProbe(), patience, clock, options.consecutive(), leftoverLimit, log);
        Requests requests = new Requests(api, belongings, acquisition, clock);
        return new Supervisor(options, requests, clock, OwnProcess.ignored(), log);
    }

    /** A renewal that isn't answered must leave time for another one. */
    private Timeouts timeouts() {
        Duration part = options.ttl().dividedBy(RENEWAL_PART);
        Duration answer = part.compareTo(Timeouts.USUAL.answer()) < 0 ? part : Timeouts.USUAL.answer();
        return new Timeouts(Timeouts.USUAL.connect(), answer);
    }

    private Supervisor.Host host(StateFile state, Descriptors descriptors) {
        return new Supervisor.Host() {
            @Override
            public Command start(Acquisition.Result result) throws ExecException, IOException {
                state.remember(url, result.term().lease().id());
                return Exec.this.start(result, descriptors);
            }

            @Override
            public void remember(LeaseTerm term) {
                try {
                    state.remember(url, term.lease().id());
                } catch (IllegalStateException e) {
                    // The command runs, and its key is there already.
                    log.accept(FailureLine.of(e));
                }
            }
        };
    }

    private Command start(Acquisition.Result result, Descriptors descriptors) throws ExecException, IOException {
        Ports ports = Ports.of(options.portNames(), result.ports());
        List<byte[]> line = OwnProcess.commandLine();
        List<byte[]> words = Placeholders.of(ports).in(line.subList(line.size() - options.words(), line.size()));
        List<byte[]> environment = ports.environment(OwnProcess.environment(), Relaunch.ownVariables());
        descriptors.closeOwnOnStart();
        Guardian guardian = Guardian.start(options.onLost(), options.grace(), descriptors.inherited(), environment);
        try {
            Child child = Child.start(words, environment);
            guardian.guard(child.group());
            return new Command(child, Terminal.find(), guardian);
        } catch (ExecException e) {
            guardian.dismiss();
            throw e;
        }
    }
}
