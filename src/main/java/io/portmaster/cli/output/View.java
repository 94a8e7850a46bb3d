package io.portmaster.cli.output;

import io.portmaster.wire.JsonWritable;
import java.util.List;
import java.util.function.Function;

/**
 * How things of one kind are shown.
 *
 * @param columns of a table of them
 * @param fields of one of them alone
 * @param names what other commands take as an argument for it
 * @param ports its port numbers, in its order
 */
public record View<T extends JsonWritable>(
        List<Column<T>> columns,
        List<Column<T>> fields,
        Function<T, List<String>> names,
        Function<T, List<Integer>> ports) {}
