package io.portmaster.cli.client;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that gives labels, or asks for them. */
public final class LabelOptions {
    @Option(
            names = {"-l", "--label"},
            paramLabel = "NAME=VALUE",
            description = "A label, such as host=10.0.0.7. May be repeated; where it filters, all of them count.")
    private Map<String, String> labels = new LinkedHashMap<>();

    public Map<String, String> labels() {
        return labels;
    }
}
