package io.portmaster.cluster;

import static io.portmaster.cluster.ExecTerms.PATIENCE;
import static io.portmaster.cluster.ExecTerms.expect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Many real servers at once on a host where others have some of the ports: each answers at a port of its own, and gives it back,
 * however it ends.
 */
final class ExecServers {
    private static final int TAKEN = 5;

    /** The others are taken by UDP. */
    private static final int TAKEN_BY_TCP = 3;

    private final ExecTerms terms;
    private final PlainHttp node;
    private final ExecFigures figures;
    private final ExecCrowd crowd;
    private final int start;
    private final List<Integer> ports = new ArrayList<>();

    private ExecServers(ExecTerms terms, PlainHttp node, ExecFigures figures, ExecCrowd crowd, int start) {
        this.terms = terms;
        this.node = node;
        this.figures = figures;
        this.crowd = crowd;
        this.start = start;
    }

    static void prove(ExecProgram program, ExecTerms terms, NodeProcess node, Path folder, ExecFigures figures)
            throws Exception {
        String service = program + "-servers";
        int start = ExecTerms.createService(node, service, terms.instances() + TAKEN);
        try (ExecCrowd crowd =
                new ExecCrowd(program, "http://" + node.address(), service, terms.options(), folder)) {
            new ExecServers(terms, node.api(), figures, crowd, start).prove();
        }
    }

    private void prove() throws Exception {
        List<AutoCloseable> others = new ArrayList<>();
        try {
            for (int number = 0; number < TAKEN; number++) {
                others.add(takenByAnother(start + number, number < TAKEN_BY_TCP));
            }
            startAll();
            killHalf();
            endOthers();
        } finally {
            for (AutoCloseable other : others) {
                other.close();
            }
        }
    }

    private static AutoCloseable takenByAnother(int port, boolean byTcp) throws IOException {
        return byTcp
                ? new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))
                : new DatagramSocket(new InetSocketAddress("127.0.0.1", port));
    }

    private void startAll() throws IOException {
        for (int number = 0; number < terms.instances(); number++) {
            Path files = Files.createDirectory(crowd.folder().resolve("files-" + number));
            Files.writeString(files.resolve("name"), nameOf(number));
        }
        Instant begin = Instant.now();
        String files = crowd.folder().resolve("files-NUMBER").toString();
        crowd.start(terms.instances(), "python3", "-m", "http.server", "{}", "--directory", files);
        for (ExecCrowd.Member member : crowd.members()) {
            int port = Integer.parseInt(member.await("^Serving HTTP on .* port (\\d+)"));
            Await.until(member.name() + " answers", PATIENCE, () -> answerAt(port).equals(member.name()));
            String path = "/v1/services/" + crowd.service() + "/ports/" + member.name();
            expect(node.get(path).expect(200).json().path("port").asInt() == port, member.name() + " serves elsewhere");
            ports.add(port);
        }
        expect(ports.stream().distinct().count() == terms.instances(), "two have one port");
        figures.add(
                "%d at once around `python3 -m http.server {}`, the first %d ports taken by others, %d by TCP and %d by UDP"
                        .formatted(terms.instances(), TAKEN, TAKEN_BY_TCP, TAKEN - TAKEN_BY_TCP),
                "each answers at its own port after " + ExecFigures.since(begin));
    }

    private void killHalf() {
        int half = terms.instances() / 2;
        Instant begin = Instant.now();
        crowd.members().subList(0, half).forEach(member -> member.run().kill());
        List<Integer> theirs = ports.subList(0, half);
        Await.until("their servers have ended", PATIENCE, () -> theirs.stream()
                .allMatch(port -> answerAt(port).isEmpty()));
        figures.add("`kill -9` of %d: their servers have ended".formatted(half), "after " + ExecFigures.since(begin));

        Await.until("all their ports are free", PATIENCE, () -> free() == half);
        Duration late = Duration.between(begin, Instant.now());
        int promised = terms.ttl() + terms.linger() + terms.slack();
        expect(late.toSeconds() < promised, "their ports are free only after " + ExecFigures.text(late));
        figures.add(
                "… all their ports are free again (ttl + linger + slack: %d + %d + %d s)"
                        .formatted(terms.ttl(), terms.linger(), terms.slack()),
                "after " + ExecFigures.text(late));
    }

    private void endOthers() {
        int half = terms.instances() / 2;
        List<ExecCrowd.Member> others = crowd.members().subList(half, terms.instances());
        for (int number = half; number < terms.instances(); number++) {
            expect(answerAt(ports.get(number)).equals(nameOf(number)), nameOf(number) + " doesn't serve any more");
        }
        Instant begin = Instant.now();
        others.forEach(member -> member.run().signal("TERM"));
        for (ExecCrowd.Member member : others) {
            int status = member.run().awaitExit();
            expect(status == 143, member.name() + " has ended with " + status);
        }
        expect(free() == terms.instances(), "not all ports are free");
        figures.add(
                "TERM to the other %d: all have ended with 143, all ports are free".formatted(others.size()),
                "after " + ExecFigures.since(begin));
    }

    private static String nameOf(int number) {
        return "web-" + number;
    }

    /** What the server there answers; empty if there is none. */
    private static String answerAt(int port) {
        try {
            return new PlainHttp("http://127.0.0.1:" + port).get("/name").text();
        } catch (IOException e) {
            return "";
        }
    }

    private int free() {
        try {
            HttpReply service = node.get("/v1/services/" + crowd.service()).expect(200);
            return service.json().path("ports").path("free").asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
