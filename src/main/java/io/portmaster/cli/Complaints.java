package io.portmaster.cli;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.Shell;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells why a command has failed, and with which exit status. */
final class Complaints implements IExecutionExceptionHandler {
    private final Shell shell;

    Complaints(Shell shell) {
        this.shell = shell;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine failed, ParseResult parsed) {
        if (error instanceof CommandException failure) {
            shell.complain(failure);
            return failure.code().status();
        }
        shell.complain(String.valueOf(error.getMessage()));
        return error instanceof IllegalArgumentException
                ? ExitCode.USAGE
                : failed.getCommandSpec().exitCodeOnExecutionException();
    }
}
