package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The JVM of a node, set up as in {@code deploy/}.
 *
 * @param options of the JVM besides those
 * @param program that it runs
 */
public record NodeJvm(List<String> options, List<String> program) {
    public static final NodeJvm DEPLOYED = new NodeJvm(List.of(), NodeProgram.ARGUMENTS);

    /**
     * The JVM of a node that runs for a short time: it doesn't use the second compiler, which would cost more than it gains.
     */
    public static final NodeJvm SHORT_LIVED =
            new NodeJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), NodeProgram.ARGUMENTS);

    /** The same JVM. It knows the host names of that file and no others. */
    public NodeJvm knowing(HostsFile hosts) {
        List<String> more = new ArrayList<>(options);
        more.add(hosts.jvmOption());
        return new NodeJvm(List.copyOf(more), program);
    }

    /** The same JVM, with another build of Portmaster. */
    public NodeJvm running(Path jar) {
        return new NodeJvm(options, List.of("-jar", jar.toString()));
    }

    /** The command line of a command of Portmaster. */
    List<String> command(String name, List<String> arguments) {
        List<String> whole = new ArrayList<>(NodeProgram.deployedJvm());
        whole.addAll(options);
        whole.addAll(program);
        whole.add(name);
        whole.addAll(arguments);
        return whole;
    }
}
