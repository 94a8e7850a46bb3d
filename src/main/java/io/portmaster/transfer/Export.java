package io.portmaster.transfer;

import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.ServiceBody;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the services and allocations of a node as a dump. Open offers and cooling ports are left out: they end by themselves. */
public final class Export {
    private Export() {}

    /** How a dump is written. */
    public enum Format {
        /** An array of rows, as dumpdata writes it. */
        JSON,
        /** The same rows, one a line, as dumpdata writes them with {@code --format jsonl}. */
        JSONL,
        /** A table, with a line of titles. */
        CSV;

        private DumpWriter writer() {
            return switch (this) {
                case JSON -> new JsonWriter(true);
                case JSONL -> new JsonWriter(false);
                case CSV -> new CsvWriter();
            };
        }
    }

    /**
     * Writes the dump: services by name, then their allocations by port.
     *
     * @param only the services that are wanted; null for all
     * @param lines takes one row after the other, and what stands before and behind them, each without a line end
     */
    public static void write(Inventory inventory, @Nullable Set<String> only, Format format, Consumer<String> lines) {
        DumpWriter writer = format.writer();
        writer.begin(lines);
        for (ServiceBody service : inventory.services()) {
            if (only == null || only.contains(service.name())) {
                writer.write(service, lines);
            }
        }
        for (PortBody port : inventory.ports()) {
            boolean isWanted = only == null || only.contains(port.service());
            if (isWanted && port instanceof AllocationBody allocation && inventory.service(port.service()) != null) {
                writer.write(allocation, lines);
            }
        }
        writer.end(lines);
    }
}
