package io.portmaster.cli.client;

import io.portmaster.cli.output.Age;
import io.portmaster.cli.output.Column;
import io.portmaster.cli.output.View;
import io.portmaster.domain.Secret;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferGroupBody;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Shows a group: ports that were given together. */
final class GroupView {
    private GroupView() {}

    /** @param now from which ages count */
    static View<GroupBody> at(Instant now) {
        List<Column<GroupBody>> fields = List.of(
                Column.word("SERVICE", GroupBody::service),
                Column.word("PORTS", GroupView::ports),
                Column.word("STATE", group -> group instanceof OfferGroupBody ? "offered" : "allocated"),
                Column.word("SECRET", GroupView::secret),
                Column.word("CREATED", group -> Age.moment(group.created(), now)),
                Column.word("ENDS", group -> end(group, now)),
                Column.prose("LABELS", group -> PortView.text(group.labels())));
        return new View<>(fields, fields, GroupView::names, GroupView::numbers);
    }

    private static String ports(GroupBody group) {
        return group.ports().stream()
                .map(port -> port.name() + " " + port.port())
                .collect(Collectors.joining(", "));
    }

    private static String secret(GroupBody group) {
        Secret secret = group.secret();
        return secret == null ? "" : secret.reveal();
    }

    private static String end(GroupBody group, Instant now) {
        if (group instanceof OfferGroupBody offers) {
            return "in " + Age.between(now, offers.expires());
        }
        String lease = ((AllocationGroupBody) group).lease();
        return lease == null ? "" : "lease " + lease;
    }

    private static List<String> names(GroupBody group) {
        return group.ports().stream()
                .map(port -> group.service() + "/" + port.name())
                .toList();
    }

    private static List<Integer> numbers(GroupBody group) {
        return group.ports().stream().map(NamedPortBody::port).toList();
    }
}
