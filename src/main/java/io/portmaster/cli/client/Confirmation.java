package io.portmaster.cli.client;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.client.ProblemException;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The option that answers a command's question beforehand. Where nobody can be asked, it has to. */
public final class Confirmation {
    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing. Has to be given where no terminal is there to ask at.")
    private boolean yes;

    /** Makes the question, which may take calls. */
    @FunctionalInterface
    public interface Question {
        String text() throws ProblemException, IOException;
    }

    /**
     * Asks, unless the option is given.
     *
     * @throws CommandException if nobody can be asked
     */
    public boolean given(Session session, Question question) throws ProblemException, IOException {
        if (yes) {
            return true;
        }
        if (!session.shell().screen().hearsInput()) {
            throw new CommandException(
                    ExitCode.USAGE, "nothing was changed: no terminal is there to ask at, so give --yes to go on");
        }
        boolean agreed = session.shell().agrees(question.text());
        if (!agreed) {
            session.shell().complain("nothing was changed");
        }
        return agreed;
    }
}
