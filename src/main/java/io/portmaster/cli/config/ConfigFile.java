package io.portmaster.cli.config;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.Environment;
import io.portmaster.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file with the contexts. It may hold tokens, so only its owner can read it. */
final class ConfigFile {
    private static final String CURRENT = "current-context";
    private static final Set<String> KEYS = Set.of(Context.URL, Context.TOKEN, Context.CACERT);

    private final Path path;
    private final ConfigText text;

    private ConfigFile(Path path, ConfigText text) {
        this.path = path;
        this.text = text;
    }

    /**
     * Reads the file. One that isn't there has no contexts.
     *
     * @throws CommandException if it can't be read or understood
     */
    static ConfigFile read(Path path) {
        try {
            ConfigFile file = new ConfigFile(path, new ConfigText(Files.readAllLines(path)));
            file.refuseUnknownKeys();
            return file;
        } catch (NoSuchFileException e) {
            return new ConfigFile(path, new ConfigText(List.of()));
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, "can't read the config file " + path + ": " + reason(e), e);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "the config file " + path + ": " + e.getMessage(), e);
        }
    }

    private void refuseUnknownKeys() {
        refuseUnknown("at the top", Set.of(CURRENT), text.settings(null).keySet());
        text.sections()
                .forEach(name -> refuseUnknown(
                        "in [" + name + "]", KEYS, text.settings(name).keySet()));
    }

    private static void refuseUnknown(String where, Set<String> known, Set<String> keys) {
        keys.stream().filter(key -> !known.contains(key)).findFirst().ifPresent(key -> {
            throw new IllegalArgumentException(where + " there is no setting '" + key + "'; there are "
                    + known.stream().sorted().toList());
        });
    }

    /** Where the file is if no option says so, by the XDG Base Directory Specification. */
    static Path usualPath(Environment environment) {
        String folder = environment.value("XDG_CONFIG_HOME");
        // The specification has relative ones ignored.
        if (folder != null && Path.of(folder).isAbsolute()) {
            return Path.of(folder, "portmaster", "config");
        }
        String home = environment.value("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home, ".config", "portmaster", "config");
    }

    Path path() {
        return path;
    }

    /** The context that counts unless another one is named; null for none. It may be missing. */
    @Nullable
    String current() {
        return text.settings(null).get(CURRENT);
    }

    List<Context> contexts() {
        return text.sections().stream().map(this::read).toList();
    }

    private Context read(String name) {
        Map<String, String> settings = text.settings(name);
        return new Context(
                name,
                filled(settings.get(Context.URL)),
                filled(settings.get(Context.TOKEN)),
                filled(settings.get(Context.CACERT)));
    }

    private static @Nullable String filled(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws CommandException if there is none of that name */
    Context context(String name) {
        return contexts().stream()
                .filter(context -> context.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "there is no context '" + name + "' in " + path + "; "
                                + (text.sections().isEmpty()
                                        ? "it has none"
                                        : "there are " + String.join(", ", text.sections()))));
    }

    void use(String name) {
        text.set(null, CURRENT, name);
    }

    /** @param value empty to remove the setting */
    void set(String context, String key, String value) {
        if (value.isEmpty()) {
            text.unset(context, key);
        } else {
            text.set(context, key, value);
        }
    }

    void remove(String context) {
        text.remove(context);
        if (context.equals(current())) {
            text.unset(null, CURRENT);
        }
    }

    /** The whole file, with tokens hidden. */
    List<String> linesWithoutTokens() {
        return text.lines().stream()
                .map(line -> line.replaceFirst("^(\\s*" + Context.TOKEN + "\\s*=\\s*)\\S.*$", "$1(hidden)"))
                .toList();
    }

    List<String> lines() {
        return text.lines();
    }

    /** Writes the file at once and whole, so that nobody ever reads a half of it. */
    void write() {
        try {
            // A link stays one: what it leads to is replaced.
            Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Files.createDirectories(
                    target.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(target.getParent(), ".config", null);
            try {
                Files.write(fresh, text.lines());
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILED, "can't write the config file " + path + ": " + reason(e), e);
        }
    }

    private static String reason(IOException failure) {
        return failure.getClass().getSimpleName().replace("Exception", "") + " (" + failure.getMessage() + ")";
    }
}
