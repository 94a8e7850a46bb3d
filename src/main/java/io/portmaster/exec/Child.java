package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.exec.ExecException.Reason;
import java.util.ArrayList;
import java.util.List;

/** The command, as the leader of a process group of its own. No shell stands between it and exec. */
final class Child implements ProcessGroup {
    private final int pid;

    private Child(int pid) {
        this.pid = pid;
    }

    /**
     * Starts the command. Signals that exec was started to ignore stay ignored.
     *
     * @param words the program, which is looked for in {@code PATH}, and its arguments
     * @param environment {@code NAME=value} each
     */
    static Child start(List<byte[]> words, List<byte[]> environment) throws ExecException {
        try {
            return new Child(new Spawn().start(words, environment));
        } catch (Spawn.FailedException e) {
            throw new ExecException(
                    e.isMissing() ? Reason.NOT_FOUND : Reason.NOT_EXECUTABLE,
                    "can't run " + new String(words.get(0), UTF_8) + ": " + e.getMessage());
        }
    }

    /** The number of its process group. */
    int group() {
        return pid;
    }

    @Override
    public void send(Signal signal) {
        // A failure means that nobody is left in the group.
        LibC.kill(-pid, signal.number());
    }

    /**
     * What has become of the command since the last call. Other processes that have ended are forgotten: as a container's first
     * process, exec is the parent of all that have lost theirs.
     */
    List<ChildStatus> changes() {
        List<ChildStatus> changes = new ArrayList<>();
        int[] status = new int[1];
        int changed;
        while ((changed = LibC.waitpid(-1, status, LibC.WNOHANG | LibC.WUNTRACED)) > 0) {
            if (changed == pid) {
                changes.add(new ChildStatus(status[0]));
            }
        }
        return changes;
    }
}
