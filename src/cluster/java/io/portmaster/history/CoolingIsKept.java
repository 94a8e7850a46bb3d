package io.portmaster.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nobody else gets a port before it has cooled, or lingered. Its former name may have it back, unless it is busy. An offer that ran
 * out or was rejected neither starts nor ends a cooling; an offer that was rejected as busy starts one for everybody.
 *
 * <p>A cooling counts from the plan of the release, which is later than its request. The next owner's record is older than the time
 * at which it was seen. So a port that is reported as given too early was given too early by any clock.
 */
final class CoolingIsKept implements Rule {
    @Override
    public String claim() {
        return "nobody gets a port before it has cooled";
    }

    /**
     * What is promised of a port.
     *
     * @param owner the only name that may have it before; null for none
     * @param until when it may be free, at the earliest
     * @param why in words
     */
    private record Rest(@Nullable String owner, long until, String why) {}

    @Override
    public void judge(Evidence evidence, Consumer<String> found) {
        Map<Offered, List<Exchange>> busy = new HashMap<>();
        for (Exchange exchange : evidence.asked()) {
            if (isNewYes(exchange)) {
                rejected(exchange.request())
                        .forEach(offer -> busy.computeIfAbsent(offer, each -> new ArrayList<>())
                                .add(exchange));
            }
        }
        evidence.periods().byPort().values().forEach(periods -> judge(periods, busy, evidence, found));
    }

    /** What is rejected as busy. */
    private record Offered(String name, int port) {}

    private static Stream<Offered> rejected(Request request) {
        if (request instanceof Request.RejectBusy reject) {
            return Stream.of(new Offered(reject.name(), reject.port()));
        }
        return request instanceof Request.NextAll next
                ? next.offers().stream()
                        .filter(offer -> next.busy().contains(offer.port()))
                        .map(offer -> new Offered(offer.name(), offer.port()))
                : Stream.of();
    }

    private static void judge(
            List<HoldingPeriod> periods,
            Map<Offered, List<Exchange>> busy,
            Evidence evidence,
            Consumer<String> found) {
        Rest rest = null;
        for (HoldingPeriod period : periods) {
            long seen = period.creation().seen();
            if (rest != null && seen < rest.until() && !period.name().equals(rest.owner())) {
                found.accept(period + " began " + (rest.until() - seen) / 1_000_000 / 1e3 + " s too early, at "
                        + evidence.time(seen) + ": " + rest.why());
            }
            List<Exchange> rejects = busy.getOrDefault(new Offered(period.name(), period.port()), List.of()).stream()
                    .filter(reject -> !mayMeanALaterOne(reject, period, periods, evidence))
                    .toList();
            rest = after(period, rest, rejects, evidence);
        }
    }

    /** Whether the name had the same port once more, and the client may have been told of that before it rejected the port. */
    private static boolean mayMeanALaterOne(
            Exchange reject, HoldingPeriod period, List<HoldingPeriod> periods, Evidence evidence) {
        return periods.stream()
                .filter(later -> later.name().equals(period.name())
                        && later.creation().revision() > period.creation().revision())
                .mapToLong(later -> Causes.firstAsked(evidence.causes().ofCreation(later))
                        .orElse(Long.MIN_VALUE))
                .anyMatch(begun -> begun <= reject.asked());
    }

    /** What is promised when the period has ended. */
    private static @Nullable Rest after(
            HoldingPeriod period, @Nullable Rest before, List<Exchange> rejects, Evidence evidence) {
        if (period.end() == null) {
            return null;
        } else if (period.isAllocation()) {
            long until = period.isOnLease() ? untilLingered(period, evidence) : untilCooled(period, evidence);
            return new Rest(period.name(), until, period + " ended by " + evidence.words(period.end()));
        }
        Exchange busy = rejectedAsBusy(period, rejects);
        if (busy == null) {
            return before;
        }
        long until = busy.asked() + evidence.promises().busyDelay().toNanos();
        return new Rest(null, before == null ? until : Math.max(until, before.until()), evidence.words(busy));
    }

    /** A release cools from when it was asked for. */
    private static long untilCooled(HoldingPeriod period, Evidence evidence) {
        long delay = evidence.promises().reuseDelay().toNanos();
        return firstReleased(period, evidence).orElse(Long.MIN_VALUE) + delay;
    }

    /** When the first release was asked for that may have ended the period. One that was answered before the period began ended another. */
    private static OptionalLong firstReleased(HoldingPeriod period, Evidence evidence) {
        long begun = Causes.firstAsked(evidence.causes().ofCreation(period)).orElse(Long.MIN_VALUE);
        return Causes.firstAsked(evidence.causes().ofEnd(period).stream()
                .filter(release -> !(release.answer() instanceof Answer.Gone) || release.answered() >= begun)
                .toList());
    }

    /** A port lingers from when its client had to stop, unless somebody may have released it, or ended the lease. */
    private static long untilLingered(HoldingPeriod period, Evidence evidence) {
        LeaseLives leases = evidence.leases();
        if (!leases.knows(period.lease())) {
            return Long.MIN_VALUE;
        }
        long end = Objects.requireNonNull(period.end()).seen();
        long delay = evidence.promises().reuseDelay().toNanos();
        long stop = leases.mustStop(period.lease(), end);
        long lingers = stop + leases.linger(period.lease()) * 1_000_000_000L;
        long released = firstReleased(period, evidence).orElse(Long.MAX_VALUE - delay);
        long ended = leases.firstEnd(period.lease())
                .stream()
                .filter(asked -> asked <= end)
                .findFirst()
                .orElse(Long.MAX_VALUE - delay);
        return Math.min(lingers, Math.min(released, ended) + delay);
    }

    /** The acknowledged reject as busy that ended the offer; null if there is none. */
    private static @Nullable Exchange rejectedAsBusy(HoldingPeriod period, List<Exchange> rejects) {
        long from = period.creation().seen();
        long to = Objects.requireNonNull(period.end()).seen();
        return rejects.stream()
                .filter(reject -> reject.answered() >= from && reject.asked() <= to)
                .findFirst()
                .orElse(null);
    }

    private static boolean isNewYes(Exchange exchange) {
        return exchange.answer() instanceof Answer.Gone
                || (exchange.answer() instanceof Answer.GrantedAll all && !all.replayed())
                || (exchange.answer() instanceof Answer.Granted granted && !granted.replayed());
    }
}
