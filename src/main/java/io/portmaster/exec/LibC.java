package io.portmaster.exec;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * The functions of the C library that exec needs, as their manual pages describe them. Constants have the values of Linux, and
 * sizes those of its 64-bit systems. {@code byte[]} and other arrays are passed by reference.
 */
final class LibC {
    /** Error numbers. */
    static final int ENOENT = 2;

    static final int EINTR = 4;
    static final int ENOTDIR = 20;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCKADDR_IN_SIZE = 16;
    static final int SOCKADDR_IN6_SIZE = 28;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 02000000;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;

    static final int F_GETFD = 1;
    static final int F_SETFD = 2;
    static final int FD_CLOEXEC = 1;

    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 02000000;

    static final int SIG_BLOCK = 0;

    static final short POSIX_SPAWN_SETPGROUP = 2;
    static final short POSIX_SPAWN_SETSIGMASK = 8;

    /** More than any C library's {@code posix_spawnattr_t} and {@code posix_spawn_file_actions_t} take. */
    static final int SPAWN_ATTRIBUTES_SIZE = 1024;

    static final int SPAWN_FILE_ACTIONS_SIZE = 1024;

    static final int WNOHANG = 1;
    static final int WUNTRACED = 2;

    /** Counts on while the machine is suspended, and nobody can set it. */
    static final int CLOCK_BOOTTIME = 7;

    static final int TFD_CLOEXEC = 02000000;
    static final int TFD_TIMER_ABSTIME = 1;

    static {
        // The search for libraries would start another process, and exec uses only what is loaded already.
        System.setProperty("jna.platform.library.path", "");
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static native int posix_spawnp(
            int[] pid, byte[] file, byte[] fileActions, byte[] attributes, Pointer arguments, Pointer environment);

    static native int posix_spawn_file_actions_init(byte[] fileActions);

    static native int posix_spawn_file_actions_adddup2(byte[] fileActions, int descriptor, int number);

    static native int posix_spawn_file_actions_addclose(byte[] fileActions, int descriptor);

    static native int posix_spawnattr_init(byte[] attributes);

    static native int posix_spawnattr_setflags(byte[] attributes, short flags);

    static native int posix_spawnattr_setpgroup(byte[] attributes, int group);

    static native int posix_spawnattr_setsigmask(byte[] attributes, long[] signals);

    static native int execve(byte[] file, Pointer arguments, Pointer environment);

    static native int waitpid(int pid, int[] status, int options);

    static native int kill(int pid, int signal);

    static native int getpgrp();

    /** @param handler {@code Pointer.NULL} is {@code SIG_DFL} */
    static native Pointer signal(int signal, Pointer handler);

    static native int pthread_sigmask(int how, long[] signals, Pointer former);

    static native int sigwaitinfo(long[] signals, Pointer info);

    static native int isatty(int descriptor);

    static native int tcgetpgrp(int descriptor);

    static native int tcsetpgrp(int descriptor, int group);

    static native int socket(int family, int type, int protocol);

    static native int setsockopt(int socket, int level, int option, int[] value, int size);

    static native int bind(int socket, byte[] address, int size);

    static native int close(int descriptor);

    static native int dup2(int descriptor, int number);

    static native int fcntl(int descriptor, int command, int argument);

    static native int clock_gettime(int clock, long[] time);

    static native int timerfd_create(int clock, int flags);

    static native int timerfd_settime(int descriptor, int flags, long[] value, Pointer former);

    static native int pipe2(int[] ends, int flags);

    static native int open(byte[] file, int flags);

    static native long write(int descriptor, byte[] buffer, long size);

    static native long read(int descriptor, byte[] buffer, long size);

    static native Pointer strerror(int error);

    /** The error number of this thread's last call that failed. */
    static int errno() {
        return Native.getLastError();
    }

    /** What the error number means, for people. */
    static String message(int error) {
        return strerror(error).getString(0);
    }

    /**
     * @param what failed, to be read before the reason
     * @return an exception with the reason of this thread's last call that failed
     */
    static IllegalStateException failure(String what) {
        int error = errno();
        return new IllegalStateException(what + ": " + message(error));
    }
}
