package io.portmaster.cli;

import io.portmaster.http.HttpNode;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node with the service {@code django} of the ports 5000 to 5009, and commands that ask it. */
public final class NodeExtension implements BeforeEachCallback, AfterEachCallback {
    private HttpNode node;

    @Override
    public void beforeEach(ExtensionContext context) {
        node = new HttpNode(1);
        node.createDjango(5000, 5009);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        node.close();
    }

    public HttpNode node() {
        return node;
    }

    public String url() {
        return "http://127.0.0.1:" + node.port();
    }

    /** A command line that asks the node. */
    public CommandRun command() {
        return new CommandRun().with("PORTMASTER_URL", url());
    }

    /**
     * Runs a command.
     *
     * @param line its words, separated by blanks
     * @return what came of it
     */
    public Ended run(String line) {
        return run(command(), line);
    }

    /** Runs a command that has a certain surrounding. */
    public Ended run(CommandRun command, String line) {
        int status = command.run(line.split(" "));
        return new Ended(status, command.output(), command.errors());
    }

    /** What came of a command. */
    public record Ended(int status, String output, String errors) {
        /** Fails the test if it has another status. */
        public Ended expect(int expected) {
            if (status != expected) {
                throw new AssertionError("status " + status + " instead of " + expected + "\n" + output + errors);
            }
            return this;
        }

        /** The output, with each run of blanks as one. */
        public String words() {
            return output.replaceAll(" +", " ").strip();
        }
    }
}
