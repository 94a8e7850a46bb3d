package io.portmaster.transfer;

import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.ServiceBody;
import java.util.function.Consumer;

/** Writes the rows of a dump as lines. */
interface DumpWriter {
    /** What stands before all rows. */
    void begin(Consumer<String> lines);

    void write(ServiceBody service, Consumer<String> lines);

    void write(AllocationBody allocation, Consumer<String> lines);

    /** What stands behind all rows. */
    void end(Consumer<String> lines);
}
