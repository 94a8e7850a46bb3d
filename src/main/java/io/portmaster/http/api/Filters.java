package io.portmaster.http.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.portmaster.allocation.PortFilter;
import io.portmaster.allocation.PortState;
import io.portmaster.domain.Labels;
import io.portmaster.domain.Lease;
import io.portmaster.domain.Name;
import io.portmaster.domain.NameRule;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the filters of a list from its query, and keeps them for the link to the next page. */
final class Filters {
    private static final String SERVICE = "service";
    private static final String STATE = "state";
    private static final String NAME = "name";
    private static final String LABEL = "label";
    private static final String LEASE = "lease";

    private final Input input;
    private final StringBuilder link = new StringBuilder();

    Filters(Input input) {
        this.input = input;
    }

    /** Reads the filters of the list of all services' ports. */
    PortFilter ofAllPorts() {
        return new PortFilter(
                name(SERVICE, NameRule.SERVICE),
                states(EnumSet.allOf(PortState.class), PortState.values()),
                name(NAME, NameRule.INSTANCE),
                labels(),
                lease());
    }

    /** Reads the filters of the list of a service's allocations. The query may ask for its cooling ports instead. */
    PortFilter ofPorts() {
        return new PortFilter(
                null,
                states(EnumSet.of(PortState.ALLOCATED), PortState.ALLOCATED, PortState.COOLING),
                null,
                labels(),
                lease());
    }

    /** Reads the filters of the list of a service's open offers. */
    PortFilter ofOffers() {
        return new PortFilter(null, EnumSet.of(PortState.OFFERED), null, labels(), null);
    }

    /** The labels that an entry must have. */
    Map<String, String> labels() {
        List<String> texts = input.values(LABEL);
        if (texts.isEmpty()) {
            return Map.of();
        }
        if (texts.size() > Labels.MAX_COUNT) {
            input.violateQuery(LABEL, "can be given " + Labels.MAX_COUNT + " times at most");
        }
        Map<String, String> labels = new HashMap<>();
        texts.forEach(text -> add(text, labels));
        return labels;
    }

    private void add(String text, Map<String, String> labels) {
        int end = text.indexOf(LabelsField.SEPARATOR);
        if (end <= 0 || text.codePointCount(0, end) > Labels.MAX_NAME) {
            input.violateQuery(LABEL, "must be name=value, with a name of 1 to " + Labels.MAX_NAME + " characters");
            return;
        }
        String value = text.substring(end + 1);
        String former = labels.put(text.substring(0, end), value);
        if (former != null && !former.equals(value)) {
            input.violateQuery(LABEL, "has two values for one name, and no entry has both");
        }
        keep(LABEL, text);
    }

    /** The lease that an allocation must be on; null for any. */
    private @Nullable Lease lease() {
        String text = input.query(LEASE);
        Lease lease = LeaseId.parse(text);
        if (text != null && lease == null) {
            input.violateQuery(LEASE, LeaseId.RULE);
        }
        if (lease != null) {
            keep(LEASE, lease.text());
        }
        return lease;
    }

    private @Nullable Name name(String parameter, NameRule rule) {
        String text = input.query(parameter);
        if (text == null) {
            return null;
        }
        String objection = rule.objection(text);
        if (objection != null) {
            input.violateQuery(parameter, objection);
            return null;
        }
        keep(parameter, text);
        return new Name(text);
    }

    /** @param usual the states without the parameter */
    private Set<PortState> states(Set<PortState> usual, PortState... choices) {
        String text = input.choice(
                STATE, Arrays.stream(choices).map(PortState::toString).toList());
        if (text == null) {
            return usual;
        }
        keep(STATE, text);
        return Arrays.stream(choices)
                .filter(state -> state.toString().equals(text))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(PortState.class)));
    }

    private void keep(String parameter, String value) {
        link.append('&').append(parameter).append('=').append(URLEncoder.encode(value, UTF_8));
    }

    /** The filters that were read, for the query of the next page: each behind an ampersand. */
    String link() {
        return link.toString();
    }
}
