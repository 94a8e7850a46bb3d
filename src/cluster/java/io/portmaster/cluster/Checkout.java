package io.portmaster.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project's own files and scripts. */
public final class Checkout {
    /** Maven runs tests in the module's folder, and so do IDEs. */
    private static final Path ROOT = Path.of("").toAbsolutePath();

    private Checkout() {}

    public static Path file(String name) {
        return ROOT.resolve(name);
    }

    /** The path that a script of the project prints. */
    public static Path outputOf(String script, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(file(script).toString());
        command.addAll(List.of(arguments));
        return Path.of(ChildProcess.outputOf(command).strip());
    }
}
