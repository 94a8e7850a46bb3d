package io.portmaster.cluster;

import static io.portmaster.cluster.ExecTerms.PATIENCE;
import static io.portmaster.cluster.ExecTerms.expect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Many on a host that is cut off for twice their ttl: each command is told before its port is another's. */
final class ExecCutOff {
    /**
     * Tells when it is told. Every second one ends then, and the others go on until they are killed. Its file has the time of its
     * last sign of life.
     */
    private static final String WITNESS =
            """
            import os, signal, sys, time
            number = int(sys.argv[1])
            def told(*ignored):
                print("told=%d" % time.time_ns(), flush=True)
                if number % 2: os._exit(0)
            signal.signal(signal.SIGTERM, told)
            life = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT)
            print("port=" + os.environ["PORT"], flush=True)
            while True:
                os.pwrite(life, b"%d" % time.time_ns(), 0)
                time.sleep(0.02)
            """;

    private static final int BILLION = 1_000_000_000;
    private static final int KILLED = 137;

    private final ExecTerms terms;
    private final ExecCrowd crowd;
    private final int start;
    private final List<Duration> told = new ArrayList<>();
    private final List<Duration> ahead = new ArrayList<>();
    private final List<Duration> ended = new ArrayList<>();

    private ExecCutOff(ExecTerms terms, ExecCrowd crowd, int start) {
        this.terms = terms;
        this.crowd = crowd;
        this.start = start;
    }

    static void prove(ExecProgram program, ExecTerms terms, NodeProcess node, Path folder, ExecFigures figures)
            throws IOException {
        String service = program + "-cut-off";
        int start = ExecTerms.createService(node, service, terms.instances());
        try (TcpProxy proxy = new TcpProxy("http://" + node.address());
                ExecCrowd crowd = new ExecCrowd(program, proxy.endpoint(), service, terms.options(), folder)) {
            ExecCutOff proof = new ExecCutOff(terms, crowd, start);
            proof.startAll();
            proof.cut(node.api(), proxy);
            proof.tell(figures);
        }
    }

    private void startAll() throws IOException {
        Path witness = Files.writeString(crowd.folder().resolve("witness.py"), WITNESS);
        String life = crowd.folder().resolve("life-NUMBER").toString();
        crowd.start(terms.instances(), "python3", witness.toString(), "NUMBER", life);
        crowd.members().forEach(member -> member.await("^port=(\\d+)$"));
    }

    private void cut(PlainHttp node, TcpProxy proxy) throws IOException {
        List<PortRival> rivals = new ArrayList<>();
        try {
            Instant begin = Instant.now();
            proxy.hold();
            for (int number = 0; number < terms.instances(); number++) {
                rivals.add(PortRival.start(node, crowd.service(), "rival-" + number, start + number));
            }
            Instant end = begin.plusSeconds(2L * terms.ttl());
            Await.until("the outage is over", PATIENCE.plusSeconds(2L * terms.ttl()), () -> Instant.now()
                    .isAfter(end));
            proxy.heal();
            for (int number = 0; number < terms.instances(); number++) {
                judge(number, begin, rivals);
            }
        } finally {
            rivals.forEach(PortRival::close);
        }
    }

    private void judge(int number, Instant begin, List<PortRival> rivals) throws IOException {
        ExecCrowd.Member member = crowd.members().get(number);
        int status = member.run().awaitExit();
        expect(status == (number % 2 == 0 ? KILLED : 0), member.name() + " has ended with " + status);
        int port = Integer.parseInt(member.run().first("^port=(\\d+)$"));
        Instant given = rivals.get(port - start).awaitGiven(PATIENCE);
        Instant notice = instant(member.run().first("^told=(\\d+)$"));
        Instant last = instant(Files.readString(crowd.folder().resolve("life-" + number)));
        expect(notice.isBefore(given) && last.isBefore(given), member.name() + " lived when another got its port");
        told.add(Duration.between(begin, notice));
        ahead.add(Duration.between(notice, given));
        ended.add(Duration.between(last, given));
    }

    private static Instant instant(String nanoseconds) {
        long value = Long.parseLong(nanoseconds);
        return Instant.ofEpochSecond(value / BILLION, value % BILLION);
    }

    private void tell(ExecFigures figures) {
        figures.add(
                "%d at once, cut off for %d s (2 × ttl): the commands are told".formatted(terms.instances(), 2 * terms.ttl()),
                ExecFigures.range(told) + " after the cut");
        figures.add("… each before its port is another's", "by " + ExecFigures.range(ahead));
        figures.add(
                "… and its last sign of life (every second one ignores TERM, and is killed)",
                ExecFigures.range(ended) + " before its port is another's");
    }
}
