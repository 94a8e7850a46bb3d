package io.portmaster.cli.transfer;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.cli.shell.Shell;
import io.portmaster.transfer.Dump;
import io.portmaster.transfer.UnreadableDumpException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Where a dump comes from: a file in UTF-8, or standard input. */
final class DumpSource {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final Path file;

    DumpSource(Path file) {
        this.file = file;
    }

    /**
     * Reads all of it, so that a dump that breaks off changes nothing.
     *
     * @throws CommandException if it can't be read, or is no dump
     */
    Dump read(Shell shell) {
        try {
            return file.equals(STANDARD_INPUT) ? Dump.read(shell.in()) : read();
        } catch (UnreadableDumpException e) {
            throw failure(ExitCode.INVALID, String.valueOf(e.getMessage()), e);
        } catch (CharacterCodingException e) {
            throw failure(ExitCode.INVALID, "it is not in UTF-8", e);
        } catch (NoSuchFileException e) {
            throw failure(ExitCode.USAGE, "there is no such file", e);
        } catch (IOException e) {
            throw failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Dump read() throws IOException {
        try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return Dump.read(text);
        }
    }

    private CommandException failure(ExitCode code, String reason, Exception cause) {
        String what = file.equals(STANDARD_INPUT) ? "standard input" : file.toString();
        return new CommandException(
                code, "can't read the dump, " + what + ": " + reason, List.of("Nothing was changed."), cause);
    }
}
