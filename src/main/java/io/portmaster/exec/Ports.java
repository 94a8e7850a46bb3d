package io.portmaster.exec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ports that a command gets.
 *
 * @param byName in the order that they were asked for. The first one stands under the empty name, too
 */
record Ports(Map<String, Integer> byName) {
    private static final String VARIABLE = "PORT";

    /** @param names empty for a single port without a name */
    static Ports of(List<String> names, List<Integer> numbers) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        byName.put("", numbers.get(0));
        for (int index = 0; index < names.size(); index++) {
            byName.put(names.get(index), numbers.get(index));
        }
        return new Ports(byName);
    }

    /** The variable that tells the command the port of that name: {@code PORT}, or {@code PORT_HTTP}. */
    static String variable(String name) {
        String part = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
        return name.isEmpty() ? VARIABLE : VARIABLE + "_" + part;
    }

    /** For people: {@code port 5000}, or {@code ports 5000, 5001}. */
    static String inWords(List<Integer> numbers) {
        String all = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return (numbers.size() == 1 ? "port " : "ports ") + all;
    }

    /**
     * The variables of the command: those of this process, and the ports'.
     *
     * @param inherited {@code NAME=value} each
     * @param without names of variables that the command doesn't get
     */
    List<byte[]> environment(List<byte[]> inherited, Set<String> without) {
        List<String> own = byName.keySet().stream().map(Ports::variable).toList();
        List<byte[]> variables = new ArrayList<>();
        for (byte[] variable : inherited) {
            String name = new String(variable, US_ASCII).split("=", 2)[0];
            if (!own.contains(name) && !without.contains(name)) {
                variables.add(variable);
            }
        }
        byName.forEach((name, port) -> variables.add((variable(name) + "=" + port).getBytes(US_ASCII)));
        return variables;
    }
}
