package io.portmaster.transfer;

import io.portmaster.domain.PortSet;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a dump that is about services and their ports. */
sealed interface Row {
    /** Its place in the dump, from 1 on, rows of other applications included. In a table the line of titles is 1. */
    int number();

    Subject subject();

    /**
     * A service.
     *
     * @param described whether the row says what the description is, be it none
     */
    record ServiceRow(int number, ServiceDefinitionBody definition, boolean described) implements Row {
        String name() {
            return definition.name();
        }

        PortSet ports() {
            return definition.ports();
        }

        @Override
        public Subject subject() {
            return new Subject(Kind.SERVICE, name(), null, null);
        }
    }

    /**
     * A port that belongs to an instance.
     *
     * @param name null if the row has none
     * @param labels null if the row doesn't say
     * @param lease that the allocation was on; null for none
     */
    record InstanceRow(
            int number,
            String service,
            @Nullable String name,
            int port,
            @Nullable Map<String, String> labels,
            @Nullable String lease)
            implements Row {
        InstanceRow named(String other) {
            return new InstanceRow(number, service, other, port, labels, lease);
        }

        /** The request for the port that the row has. */
        OfferRequestBody request() {
            OfferRequestBody request = new OfferRequestBody(String.valueOf(name)).withPort(port, false);
            return labels == null ? request : request.withLabels(labels);
        }

        @Override
        public Subject subject() {
            return new Subject(Kind.INSTANCE, service, name, port);
        }
    }

    /** An open offer. */
    record OfferRow(int number, Subject subject) implements Row {}

    /**
     * A row that breaks rules by itself.
     *
     * @param objections which rules
     */
    record BrokenRow(int number, Subject subject, String objections) implements Row {}
}
