package io.portmaster;

import io.portmaster.cli.Program;
import io.portmaster.cli.shell.Arguments;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.SystemShell;
import io.portmaster.client.ClientThreads;
import io.portmaster.exec.Relaunch;
import java.util.List;

/** The entry point of the program. It knows the way to a node, and loads nothing of it for the commands that only ask one. */
public final class Main {
    private Main() {}

    /**
     * Exits with the command's status. A node that serves ends by a signal: {@link SignalExit} has the exit status.
     */
    public static void main(String[] arguments) {
        SignalExit exit = new SignalExit();
        if (arguments.length > 0 && arguments[0].equals("serve")) {
            // The handlers come first: a signal ends a node that is starting with 0. A signal kills the other commands.
            exit.install();
        }
        Relaunch.early(arguments);
        SystemShell system = new SystemShell(System.getenv());
        int exitStatus = system.finish(run(system.shell(), exit, arguments));
        ClientThreads.end(Thread.currentThread().getThreadGroup());
        // The event loops of a node that serves keep the process alive, until a signal ends it.
        if (exitStatus != 0) {
            System.exit(exitStatus);
        }
    }

    /** Runs a command, and returns its status. */
    static int run(Shell shell, SignalExit exit, String... arguments) {
        String[] words = Arguments.inUtf8(arguments);
        return Program.with(shell, ServerSide.actions(exit), List.of(words)).execute(words);
    }
}
