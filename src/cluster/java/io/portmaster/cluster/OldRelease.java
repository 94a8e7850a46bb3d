package io.portmaster.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The release before this one. In an upgrade its nodes run beside new ones, while an operator restarts them one by one. */
public final class OldRelease {
    private static final String VARIABLE = "PORTMASTER_OLD_JAR";

    private OldRelease() {}

    /** Whether a build of it was named. */
    public static boolean isAtHand() {
        return !named().isEmpty();
    }

    /** @throws IllegalStateException if none was named */
    public static Path jar() {
        if (!Files.isRegularFile(Path.of(named()))) {
            throw new IllegalStateException(VARIABLE + " must name the portmaster.jar of the release before");
        }
        return Path.of(named());
    }

    /** The build that was named; without it the one that {@code scripts/old-release} finds or makes. Null if there is neither. */
    static @Nullable Path find() {
        if (isAtHand()) {
            return jar();
        }
        String made = Checkout.outputOf("scripts/old-release").toString();
        return made.isEmpty() ? null : Path.of(made);
    }

    private static String named() {
        String named = System.getenv(VARIABLE);
        return named == null ? "" : named;
    }
}
