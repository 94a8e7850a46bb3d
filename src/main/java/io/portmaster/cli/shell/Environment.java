package io.portmaster.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The environment variables. It also gives options their values: {@code --offer-ttl} is {@code PORTMASTER_OFFER_TTL}. An empty
 * variable counts as unset.
 */
public final class Environment implements IDefaultValueProvider {
    private static final String START = "PORTMASTER_";

    /**
     * The variables that Kubernetes sets in each container for a Service whose name begins with {@code portmaster}, such as
     * {@code PORTMASTER_PORT=tcp://10.0.0.1:8080}. No option may ever have such a name.
     */
    private static final Pattern OF_KUBERNETES = Pattern.compile(START
            + "(.*_)?(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?" + "|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    /** The variables that the project's scripts read. Nodes that they start have them too. */
    private static final Pattern OF_SCRIPTS =
            Pattern.compile(START + "((TEST|CLUSTER|BENCH|FAULTS)_.*|CLI_JAR|ETCD_RELEASES)");

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    public static String variableOf(OptionSpec option) {
        return START
                + option.longestName()
                        .replaceFirst("^--", "")
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_');
    }

    public static boolean isOfKubernetes(String variable) {
        return OF_KUBERNETES.matcher(variable).matches();
    }

    /** The variables that stand for options of this command. */
    public static Set<String> variablesOf(CommandSpec command) {
        return command.options().stream()
                .filter(Environment::takesValue)
                .map(Environment::variableOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && takesValue(option) ? value(variableOf(option)) : null;
    }

    /** Flags, such as {@code --help}, have no variables. */
    public static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    /**
     * The names of variables that look like options and are none, such as typing errors. Their values are left out: they
     * may be secret.
     */
    public List<String> unknown(Set<String> known) {
        return variables.keySet().stream()
                .filter(name -> name.startsWith(START))
                .filter(name -> !known.contains(name))
                .filter(name ->
                        !isOfKubernetes(name) && !OF_SCRIPTS.matcher(name).matches())
                .sorted()
                .toList();
    }

    /** All variables. */
    public Map<String, String> all() {
        return variables;
    }

    /** The variable's value; null if it is unset or empty. */
    public @Nullable String value(String name) {
        String value = variables.get(name);
        return value == null || value.isEmpty() ? null : value;
    }
}
