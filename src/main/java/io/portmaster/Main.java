package io.portmaster;

import io.portmaster.cli.Program;
import io.portmaster.cli.shell.SystemShell;
import io.portmaster.exec.Relaunch;

/** The entry point of the program. It knows the way to a node, and loads nothing of it for the commands that only ask one. */
public final class Main {
    private Main() {}

    /**
     * Exits with the command's status. A node that serves ends by a signal: {@link SignalExit} has the exit status.
     */
    public static void main(String[] arguments) {
        SignalExit exit = new SignalExit();
        switch (arguments.length > 0 ? arguments[0] : "") {
            // The handlers come first: a signal ends a node that is starting with 0. A signal kills the other commands.
            case "serve" -> exit.install();
            case "exec" -> Relaunch.early(arguments);
            default -> {
                // The others need nothing before they begin.
            }
        }
        SystemShell system = new SystemShell(System.getenv());
        int status = Program.with(system.shell(), ServerSide.actions(exit)).execute(arguments);
        int exitStatus = system.finish(status);
        // The event loops of a node that serves keep the process alive, until a signal ends it.
        if (exitStatus != 0) {
            System.exit(exitStatus);
        }
    }
}
