package io.portmaster.cli.config;

import io.portmaster.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code portmaster config use-context}. */
@Command(name = "use-context", description = "Makes a context the one that counts unless another one is named.")
final class UseContext extends FileCommand {
    @Parameters(paramLabel = "NAME", description = "A context of the file.")
    private String name = "";

    UseContext(Shell shell) {
        super(shell);
    }

    @Override
    void run(ConfigFile file) {
        Context context = file.context(name);
        file.use(context.name());
        file.write();
        say("context " + context.name() + " counts from now on");
    }
}
