package io.portmaster.transfer;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a row of a dump is about. */
public enum Kind {
    SERVICE,
    INSTANCE,
    OFFER,

    /** The row doesn't tell. */
    UNKNOWN;

    private static final String APPLICATION = "django_portmaster.";

    /** The kind that a dump has under this model's name; null for the model of another application. */
    static @Nullable Kind ofModel(String model) {
        return Arrays.stream(values())
                .filter(kind -> kind != UNKNOWN && kind.model().equals(model))
                .findFirst()
                .orElse(null);
    }

    /** The model, as dumpdata names it. */
    String model() {
        return APPLICATION + this;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
