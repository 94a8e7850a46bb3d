package io.portmaster.faults;

import io.portmaster.cluster.ChildProcess;
import io.portmaster.cluster.EtcdProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kind of disk that members keep their data on. */
enum Disk {
    USUAL {
        @Override
        void prepare(List<EtcdProcess> members) {}

        @Override
        void giveBack(List<EtcdProcess> members) {}
    },
    /** A small disk in memory for each member. A fault can fill it, and no other process notices. */
    SMALL {
        @Override
        void prepare(List<EtcdProcess> members) {
            for (EtcdProcess member : members) {
                try {
                    Files.createDirectories(member.data());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                ChildProcess.outputOf(List.of(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + SIZE,
                        "portmaster",
                        member.data().toString()));
            }
        }

        @Override
        void giveBack(List<EtcdProcess> members) {
            members.forEach(member ->
                    ChildProcess.outputOf(List.of("umount", member.data().toString())));
        }
    };

    /** The size of a small disk: two log files of 64 MiB, which etcd makes ahead, and the database. */
    private static final String SIZE = "256m";

    private static final String BALLAST = "ballast";
    private static final byte[] BLOCK = new byte[64 << 10];

    abstract void prepare(List<EtcdProcess> members);

    abstract void giveBack(List<EtcdProcess> members);

    /** Fills a member's small disk. */
    static void fill(EtcdProcess member) {
        try (OutputStream out = Files.newOutputStream(ballast(member))) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException e) {
            // The disk is full.
        }
    }

    static void empty(EtcdProcess member) {
        try {
            Files.deleteIfExists(ballast(member));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path ballast(EtcdProcess member) {
        return member.data().resolve(BALLAST);
    }
}
