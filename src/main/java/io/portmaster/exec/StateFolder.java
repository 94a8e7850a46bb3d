package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The folder for what exec keeps of a service's instances. {@code portmaster-exec} uses the same one.
 *
 * @param path {@code portmaster/exec/SERVICE} in the user's folder for states
 */
record StateFolder(Path path) {
    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * The folder by the XDG base directory specification.
     *
     * @param environment variables
     * @throws IllegalStateException if they don't say where the user has files
     */
    static StateFolder of(Map<String, String> environment, String service) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (state.isEmpty() && home.isEmpty()) {
            throw new IllegalStateException("set HOME or XDG_STATE_HOME: the state of exec has to be kept there");
        }
        Path all = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
        return new StateFolder(all.resolve("portmaster").resolve("exec").resolve(encoded(service)));
    }

    /** Makes the folder. Nobody else can look into it. */
    void make() throws IOException {
        Files.createDirectories(path, OWN);
    }

    /** The state file of an instance. */
    Path state(String instance) {
        return path.resolve(encoded(instance));
    }

    /** The lock of an instance. No state file has such a name: in those, two digits stand behind each percent sign. */
    Path lock(String instance) {
        return path.resolve(encoded(instance) + "%lock");
    }

    /** What a person is told where exec can't keep its state. */
    IllegalStateException unusable(IOException reason) {
        return new IllegalStateException(
                "can't keep the state of exec in " + path + ": set XDG_STATE_HOME to a folder that can be written ("
                        + reason + ")",
                reason);
    }

    private static String encoded(String name) {
        StringBuilder text = new StringBuilder();
        for (byte character : name.getBytes(UTF_8)) {
            boolean plain = Character.isLetterOrDigit(character) || "._-".indexOf(character) >= 0;
            text.append(plain ? String.valueOf((char) character) : String.format("%%%02X", character));
        }
        boolean isAFolder = name.equals(".") || name.equals("..");
        return isAFolder ? name.replace(".", "%2E") : text.toString();
    }
}
