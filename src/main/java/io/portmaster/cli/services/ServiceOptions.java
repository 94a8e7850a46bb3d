package io.portmaster.cli.services;

import io.portmaster.cli.client.SecondsConverter;
import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a service is made with, or changed to, besides its ranges. */
final class ServiceOptions {
    private static final String NONE = "none";

    @Option(names = "--description", paramLabel = "TEXT", description = "For people; empty for none.")
    private @Nullable String description;

    @Option(
            names = "--reserved",
            paramLabel = "RANGE[,RANGE...]|none",
            hideParamSyntax = true,
            split = ",",
            description = "Ports that are never given unless they are asked for.")
    private @Nullable List<String> reserved;

    @Option(
            names = "--reuse-delay",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "How long a released port cools, such as 30s or 2h.")
    private @Nullable Integer reuseDelay;

    @Option(
            names = "--busy-delay",
            paramLabel = "TIME",
            converter = SecondsConverter.class,
            description = "How long a port cools that was rejected as busy.")
    private @Nullable Integer busyDelay;

    @Option(
            names = "--offer-ttl",
            paramLabel = "TIME|none",
            converter = TimeOrNone.class,
            description = "How long an offer stands; none for the node's own setting.")
    private @Nullable OfferTtl offerTtl;

    /** @param seconds null for the node's own setting */
    record OfferTtl(@Nullable Integer seconds) {}

    /** Reads a time or the word for none. */
    static final class TimeOrNone implements ITypeConverter<OfferTtl> {
        @Override
        public OfferTtl convert(String text) {
            return new OfferTtl(text.equals(NONE) ? null : new SecondsConverter().convert(text));
        }
    }

    @Nullable
    String description() {
        return description;
    }

    /** The ports to reserve; null if the option isn't given. */
    @Nullable
    PortSet reserved() {
        if (reserved == null) {
            return null;
        }
        return reserved.equals(List.of(NONE))
                ? PortSet.EMPTY
                : union(reserved.stream().map(ServiceOptions::range).toList());
    }

    private static PortRange range(String text) {
        try {
            return new RangeConverter().convert(text);
        } catch (TypeConversionException e) {
            throw new CommandException(ExitCode.USAGE, "--reserved: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if two of them overlap */
    static PortSet union(List<PortRange> ranges) {
        try {
            return new PortSet(ranges);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    @Nullable
    Integer reuseDelay() {
        return reuseDelay;
    }

    @Nullable
    Integer busyDelay() {
        return busyDelay;
    }

    /** The TTL; null if the option isn't given. */
    @Nullable
    OfferTtl offerTtl() {
        return offerTtl;
    }
}
