package io.portmaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.SystemShell;
import io.portmaster.exec.Exec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Runs commands once, on answers that stand here. {@code scripts/portmaster} starts it to have the JVM archive the classes that the
 * commands load.
 */
public final class Rehearsal {
    private static final String TIME = "\"2026-01-01T00:00:00.000000Z\"";
    private static final String COUNTS =
            "{\"total\":2,\"allocated\":1,\"offered\":0,\"cooling\":0,\"reserved\":0,\"free\":1}";
    private static final String SERVICE = "{\"name\":\"a\",\"description\":\"b\",\"start\":5000,\"end\":5001,"
            + "\"ranges\":[{\"start\":5000,\"end\":5001}],\"reserved\":[],\"reuse_delay\":0,\"busy_delay\":0,\"created\":"
            + TIME + ",\"ports\":" + COUNTS + "}";
    private static final String OFFER =
            "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"offered\",\"secret\":\"c\"," + "\"created\":"
                    + TIME + ",\"ttl\":9,\"expires\":" + TIME + ",\"labels\":{\"d\":\"e\"}}";
    private static final String ALLOCATION =
            "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"allocated\",\"created\":" + TIME
                    + ",\"labels\":{\"d\":\"e\"},\"lease\":\"0123456789abcdef\",\"revision\":7}";
    private static final String LEASE =
            "{\"lease\":\"0123456789abcdef\",\"ttl\":60,\"linger\":30,\"created\":" + TIME + ",\"allocations\":[]}";
    private static final String PROBLEM =
            "{\"type\":\"urn:portmaster:problem:port-not-found\",\"code\":\"port-not-found\",\"title\":\"a\",\"status\":404}";

    private static final List<String> COMMANDS = List.of(
            "--help",
            "services list",
            "services show a",
            "services create a 5000-5001",
            "services change a --description b",
            "services list -o json",
            "services list -o yaml",
            "offers create a b --accept",
            "offers create a b --label c=d",
            "offers accept a b",
            "offers list",
            "ports list",
            "ports find 5000",
            "ports find b",
            "ports release a b",
            "ports find 5002",
            "leases create --ttl 60s -o name",
            "leases show 0123456789abcdef",
            "leases list",
            "config get-contexts",
            "help ports find",
            "nonsense");

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        try (ServerSocket node = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(node), "answers");
            answering.setDaemon(true);
            answering.start();
            String url = "http://127.0.0.1:" + node.getLocalPort();
            SystemShell system = new SystemShell(Map.of("PORTMASTER_URL", url, "HOME", "/nonexistent"));
            Shell shell = quiet(system.shell());
            COMMANDS.forEach(command -> Main.run(shell, new SignalExit(), command.split(" ", -1)));
            loadExec();
            system.finish(0);
        }
    }

    /** A run of exec would take the place of this process, so its classes are loaded by their names. */
    private static void loadExec() throws IOException, ClassNotFoundException {
        String folder = Exec.class.getPackageName().replace('.', '/');
        try (JarFile jar = new JarFile(System.getProperty("java.class.path"))) {
            for (JarEntry file : Collections.list(jar.entries())) {
                if (file.getName().startsWith(folder) && file.getName().endsWith(".class")) {
                    Class.forName(file.getName().replaceFirst("\\.class$", "").replace('/', '.'));
                }
            }
        } catch (LinkageError e) {
            // Native code can't be loaded here. The other commands don't need it.
        }
    }

    private static Shell quiet(Shell shell) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Shell(
                shell.environment(),
                new BufferedReader(new StringReader("")),
                nowhere,
                nowhere,
                shell.screen(),
                shell.clock());
    }

    private static void answer(ServerSocket node) {
        while (!node.isClosed()) {
            try (Socket client = node.accept()) {
                BufferedReader request = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
                String line = request.readLine();
                if (line != null) {
                    String[] words = line.split(" ", -1);
                    skipRest(request);
                    client.getOutputStream().write(response(words[0], words[1]).getBytes(UTF_8));
                }
            } catch (IOException e) {
                // The client has gone, or all is done.
            }
        }
    }

    private static void skipRest(BufferedReader request) throws IOException {
        int length = 0;
        for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        request.skip(length);
    }

    private static String response(String method, String target) {
        String path = target.split("\\?", 2)[0];
        boolean isMissing = path.endsWith("/5002");
        String body = isMissing ? PROBLEM : body(method, path);
        return "HTTP/1.1 " + (isMissing ? "404 Not Found" : "200 OK") + "\r\nContent-Type: application/"
                + (isMissing ? "problem+json" : "json") + "\r\nConnection: close\r\nETag: \"7\"\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n" + body;
    }

    private static String body(String method, String path) {
        if (path.startsWith("/v1/leases")) {
            return path.equals("/v1/leases") && method.equals("GET") ? "[" + LEASE + "]" : LEASE;
        }
        if (path.contains("/offers")) {
            return OFFER;
        }
        if (path.contains("/ports")) {
            return path.endsWith("/ports") ? "[" + ALLOCATION + "]" : ALLOCATION;
        }
        return path.equals("/v1/services") && method.equals("GET") ? "[" + SERVICE + "]" : SERVICE;
    }
}
