package io.portmaster.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** The release before this one. In an upgrade its nodes run beside new ones, while an operator restarts them one by one. */
public final class OldRelease {
    private static final String VARIABLE = "PORTMASTER_OLD_JAR";

    private OldRelease() {}

    /** Whether a build of it was named. */
    public static boolean isAtHand() {
        return System.getenv(VARIABLE) != null;
    }

    /** @throws IllegalStateException if none was named */
    public static Path jar() {
        String named = System.getenv(VARIABLE);
        if (named == null || !Files.isRegularFile(Path.of(named))) {
            throw new IllegalStateException(VARIABLE + " must name the portmaster.jar of the release before");
        }
        return Path.of(named);
    }
}
