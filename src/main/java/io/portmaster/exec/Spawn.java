package io.portmaster.exec;

import java.util.List;

/** Starts processes, each as the leader of a process group of its own, and with no signal blocked. */
final class Spawn {
    private final byte[] files = new byte[LibC.SPAWN_FILE_ACTIONS_SIZE];
    private final byte[] attributes = new byte[LibC.SPAWN_ATTRIBUTES_SIZE];

    Spawn() {
        check(LibC.posix_spawn_file_actions_init(files));
        check(LibC.posix_spawnattr_init(attributes));
        check(LibC.posix_spawnattr_setflags(
                attributes, (short) (LibC.POSIX_SPAWN_SETPGROUP | LibC.POSIX_SPAWN_SETSIGMASK)));
        // The group gets the number of the process.
        check(LibC.posix_spawnattr_setpgroup(attributes, 0));
        check(LibC.posix_spawnattr_setsigmask(attributes, SignalSet.none().toNative()));
    }

    /** The process gets this open file under that number. */
    Spawn with(int descriptor, int number) {
        check(LibC.posix_spawn_file_actions_adddup2(files, descriptor, number));
        return this;
    }

    /** The process doesn't get this open file. */
    Spawn without(int descriptor) {
        check(LibC.posix_spawn_file_actions_addclose(files, descriptor));
        return this;
    }

    private static void check(int error) {
        if (error != 0) {
            throw new IllegalStateException("can't prepare a process: " + LibC.message(error));
        }
    }

    /**
     * Starts a process.
     *
     * @param words the program, which is looked for in {@code PATH}, and its arguments
     * @param environment {@code NAME=value} each
     * @return the number of the process
     * @throws FailedException if the system doesn't run the program
     */
    int start(List<byte[]> words, List<byte[]> environment) throws FailedException {
        int[] pid = new int[1];
        int error = LibC.posix_spawnp(
                pid,
                CStrings.terminated(words.get(0)),
                files,
                attributes,
                CStrings.array(words),
                CStrings.array(environment));
        if (error != 0) {
            throw new FailedException(error);
        }
        return pid[0];
    }

    /** The system doesn't run a program. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int error;

        private FailedException(int error) {
            super(LibC.message(error));
            this.error = error;
        }

        /** Whether there is no such program. */
        boolean isMissing() {
            return error == LibC.ENOENT || error == LibC.ENOTDIR;
        }
    }
}
