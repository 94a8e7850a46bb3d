package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What runs a node: a JVM that is set up as {@code deploy/} does it.
 *
 * @param options of the JVM besides those
 * @param program that it runs
 */
public record NodeJvm(List<String> options, List<String> program) {
    static final NodeJvm DEPLOYED = new NodeJvm(List.of(), NodeProgram.ARGUMENTS);

    /** Tests start many nodes for a short time: what the second compiler gains is spent before it pays. */
    public static final NodeJvm SHORT_LIVED =
            new NodeJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), NodeProgram.ARGUMENTS);

    /** The same, which knows the names of that file and no others. */
    public NodeJvm knowing(HostsFile hosts) {
        List<String> more = new ArrayList<>(options);
        more.add(hosts.jvmOption());
        return new NodeJvm(List.copyOf(more), program);
    }

    /** The same, which runs another build of Portmaster. */
    public NodeJvm running(Path jar) {
        return new NodeJvm(options, List.of("-jar", jar.toString()));
    }

    /** What has to be started for a command of Portmaster's. */
    List<String> command(String name, List<String> arguments) {
        List<String> whole = new ArrayList<>(NodeProgram.deployedJvm());
        whole.addAll(options);
        whole.addAll(program);
        whole.add(name);
        whole.addAll(arguments);
        return whole;
    }
}
