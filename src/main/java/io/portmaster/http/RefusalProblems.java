package io.portmaster.http;

import io.portmaster.allocation.Refusal;
import io.portmaster.domain.Name;
import io.portmaster.domain.PortRange;
import io.portmaster.record.Holding.State;
import io.portmaster.record.Service;
import io.portmaster.wire.PortCountsBody;
import io.portmaster.wire.ProblemMembers;
import java.util.List;
import java.util.stream.Collectors;

/** Refusals as problems: which status and code each has, and what it says. */
final class RefusalProblems {
    private RefusalProblems() {}

    static Problem of(Refusal refusal) {
        if (refusal instanceof Refusal.ServiceNotFound no) {
            return Problem.of(404, "service-not-found", "No such service", "there is no service named " + no.service());
        }
        if (refusal instanceof Refusal.OfferNotFound no) {
            return Problem.of(
                    404,
                    "offer-not-found",
                    "No such offer",
                    no.service() + " has no such offer; it may have been accepted, rejected, or have expired");
        }
        if (refusal instanceof Refusal.PortNotFound no) {
            return Problem.of(
                    404, "port-not-found", "No such port", "there is no allocation of " + no.sought() + offer(no));
        }
        if (refusal instanceof Refusal.ServiceExists no) {
            return Problem.of(
                            409,
                            "service-exists",
                            "The service exists",
                            "there is a service named " + no.existing().name() + " already")
                    .with(services(List.of(no.existing())));
        }
        if (refusal instanceof Refusal.RangeOverlap no) {
            String others =
                    no.inTheWay().stream().map(Service::name).map(Name::value).collect(Collectors.joining(", "));
            return Problem.of(
                            409,
                            "range-overlap",
                            "The range overlaps others",
                            text(no.wanted()) + " meets the range of " + others)
                    .with(services(no.inTheWay()));
        }
        if (refusal instanceof Refusal.RangeInUse no) {
            return Problem.of(
                            409,
                            "range-in-use",
                            "Ports outside the new range are in use",
                            count(no.ports()) + " in use would be left outside " + text(no.wanted()))
                    .with(new ProblemMembers.Ports(no.ports()));
        }
        if (refusal instanceof Refusal.ServiceInUse no) {
            return Problem.of(
                            409,
                            "service-in-use",
                            "The service is in use",
                            count(no.ports()) + " in use; force=true deletes them with the service")
                    .with(new ProblemMembers.Ports(no.ports()));
        }
        if (refusal instanceof Refusal.NameTaken no) {
            return Problem.of(409, "name-taken", "The name is taken", no.name() + " has port " + no.port() + held(no))
                    .with(port(no.port(), no.state()));
        }
        if (refusal instanceof Refusal.OfferAccepted no) {
            return Problem.of(
                            409,
                            "offer-accepted",
                            "The offer was accepted",
                            "port " + no.port() + " is allocated; release it instead")
                    .with(port(no.port(), State.ALLOCATED));
        }
        if (refusal instanceof Refusal.RangeExhausted no) {
            return Problem.of(
                            409,
                            "range-exhausted",
                            "No port is free",
                            "all " + no.ports().total() + " ports of " + no.service() + " are offered or allocated")
                    .with(new ProblemMembers.Counts(PortCountsBody.of(no.ports())));
        }
        if (refusal instanceof Refusal.PreconditionFailed no) {
            return Problem.of(
                            412,
                            "precondition-failed",
                            "Precondition failed",
                            "what If-Match names has changed since: the header ETag of this answer has the tag that it has now."
                                    + " Read it again first")
                    .withHeader("ETag", EntityTag.of(no.currentRevision()));
        }
        if (refusal instanceof Refusal.IdempotencyKeyReused no) {
            return Problem.of(
                    422,
                    "idempotency-key-reused",
                    "The key was used for something else",
                    "the first request for " + no.name() + " with this key had another wish for accept");
        }
        if (refusal instanceof Refusal.ReadOnly no) {
            return Problem.invalid(List.of(new Violation(Violation.Part.BODY, no.field(), JsonFields.READ_ONLY)));
        }
        if (refusal instanceof Refusal.EmptyRange no) {
            return Problem.invalid(JsonFields.upsideDown(no.start(), no.end()));
        }
        if (refusal instanceof Refusal.Overloaded) {
            return Problem.overloaded(Shed.QUEUE.why());
        }
        if (refusal instanceof Refusal.Contended) {
            return Problem.overloaded(Shed.CONTENTION.why());
        }
        if (refusal instanceof Refusal.StoreUnavailable no) {
            return Problem.storeUnavailable(no.why() + "; nothing was changed");
        }
        if (refusal instanceof Refusal.RecordUnreadable no) {
            return Problem.recordUnreadable(no.what());
        }
        if (refusal instanceof Refusal.RecordNewer no) {
            return Problem.recordNewer(no.what(), no.version());
        }
        if (refusal instanceof Refusal.OutcomeUnknown) {
            return Problem.outcomeUnknown("ask the same again to find out");
        }
        throw new IllegalStateException("a refusal without a problem: " + refusal.getClass());
    }

    /** Who lost the secret between offer and accept learns here what still stands, and how to go on. */
    private static String offer(Refusal.PortNotFound no) {
        return no.offered() == null
                ? ""
                : ", but an open offer of port " + no.offered()
                        + ": accept it with its secret, or withdraw it with DELETE and ?state=offered";
    }

    private static String held(Refusal.NameTaken no) {
        return no.state() == State.ALLOCATED
                ? " already"
                : " already, as an open offer. Without its secret, withdraw it with DELETE ports/" + no.name()
                        + "?state=offered under this service. Next time send an Idempotency-Key that is always the same for"
                        + " this instance: then asking again gives the same offer, with its secret";
    }

    private static ProblemMembers services(List<Service> services) {
        return new ProblemMembers.Services(services.stream()
                .map(service -> new ProblemMembers.ServiceInTheWay(
                        service.name().value(),
                        service.range().start(),
                        service.range().end()))
                .toList());
    }

    private static ProblemMembers port(int port, State state) {
        return new ProblemMembers.HeldPort(port, state.toString());
    }

    /** Of ports in the way no more than a few are named, so that a full list may be a part of it. */
    private static String count(List<Integer> ports) {
        if (ports.size() == 1) {
            return "1 port";
        }
        return ports.size() + (ports.size() < Refusal.MAX_NAMED ? " ports" : " ports or more");
    }

    private static String text(PortRange range) {
        return range.start() + " to " + range.end();
    }
}
