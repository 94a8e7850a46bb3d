package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that ends the command if exec is killed (SIGKILL): nobody renews the lease then, and the next run of the instance
 * finds its port free. It reads from a pipe whose other end only exec holds, and which ends with exec. It is a shell, beside the
 * command and not between; where there is no shell, nobody guards.
 */
final class Guardian {
    /**
     * {@code $1} is the signal, {@code $2} how many seconds later SIGKILL follows. If exec was killed before it could tell the
     * command's group, the command is the leader of a group that has this very port, and whose parent and session are those of the
     * guardian.
     */
    private static final String SCRIPT = """
            trap '' HUP INT QUIT TERM USR1 USR2
            family() {
              read -r line <"/proc/$1/stat" && set -- ${line##*) } && echo "$2 $4 $3"
            }
            search() {
              own=$(family $$)
              for folder in /proc/[0-9]*; do
                pid=${folder#/proc/}
                tr '\\0' '\\n' <"$folder/environ" | grep -qx "PORT=$PORT" || continue
                [ "$(family "$pid")" = "${own% *} $pid" ] && [ "$pid" != $$ ] && echo "$pid"
              done
            }
            read -r group
            if [ -z "$group" ]; then
              for attempt in 1 2 3; do
                group=$(search) && [ -n "$group" ] && break
                sleep 1
              done
            fi
            [ "$group" != done ] && [ -n "$group" ] || exit 0
            read -r word && exit 0
            kill "-$1" "-$group" && kill -CONT "-$group"
            left=$2
            while [ "$left" -gt 0 ] && kill -0 "-$group"; do
              sleep 1
              left=$((left - 1))
            done
            kill -KILL "-$group"
            """;

    private static final int NONE = -1;

    private final int pipe;

    private Guardian(int pipe) {
        this.pipe = pipe;
    }

    /** @param inherited open files that only the command is to have */
    static Guardian start(OnLost onLost, Duration grace, Iterable<Integer> inherited, List<byte[]> environment) {
        int[] ends = new int[2];
        if (onLost == OnLost.IGNORE || LibC.pipe2(ends, LibC.O_CLOEXEC) != 0) {
            return new Guardian(NONE);
        }
        int nowhere = LibC.open(CStrings.terminated(bytes("/dev/null")), LibC.O_RDWR | LibC.O_CLOEXEC);
        Spawn spawn = new Spawn().with(ends[0], 0).with(nowhere, 1).with(nowhere, 2);
        inherited.forEach(spawn::without);
        try {
            List<byte[]> words = Stream.of(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            "portmaster-guardian",
                            onLost.name(),
                            Long.toString(grace.toSeconds()))
                    .map(Guardian::bytes)
                    .toList();
            spawn.start(words, environment);
            return new Guardian(ends[1]);
        } catch (Spawn.FailedException e) {
            LibC.close(ends[1]);
            return new Guardian(NONE);
        } finally {
            LibC.close(ends[0]);
            LibC.close(nowhere);
        }
    }

    /** Tells which process group it guards. */
    void guard(int group) {
        tell(Integer.toString(group));
    }

    /** Lets it end, and the command be, if there is one. */
    void dismiss() {
        tell("done");
    }

    private void tell(String word) {
        if (pipe != NONE) {
            byte[] line = bytes(word.concat("\n"));
            LibC.write(pipe, line, line.length);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
