package io.portmaster.exec;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Keeps the running command's lease: has it renewed, gets the ports back if it ends before its time, and has the command told if
 * it is lost.
 */
final class LeaseWatch {
    private final LeaseKeeper keeper;
    private final LossPolicy loss;
    private final List<Integer> ports;
    private final LongConsumer recovery;
    private final Consumer<String> log;

    /**
     * @param ports that the command has
     * @param recovery begins to get them back, and gives up at a certain time; how that ended is told to this watch
     * @param log gets lines for people
     */
    LeaseWatch(LeaseKeeper keeper, LossPolicy loss, List<Integer> ports, LongConsumer recovery, Consumer<String> log) {
        this.keeper = keeper;
        this.loss = loss;
        this.ports = ports;
        this.recovery = recovery;
        this.log = log;
    }

    /**
     * Does what is due.
     *
     * @return when there is something to do again; {@link Long#MAX_VALUE} for never
     */
    long act(long now) {
        loss.act(keeper, now);
        keeper.act(now);
        return Math.min(loss.nextAction(keeper), keeper.nextAction());
    }

    /** @param sent when the request was sent that has been acknowledged */
    void renewed(long sent) {
        keeper.renewed(sent);
        loss.renewed();
    }

    void notRenewed(Exception reason, long now) {
        keeper.failed(now);
        loss.notRenewed(FailureLine.of(reason));
    }

    /**
     * There is no such lease any more. By this host's clock it may have time left: then etcd has ended it too early, or a person
     * has. The command goes on if its ports can be had again before it would have to be told.
     */
    void leaseGone(long now) {
        long limit = keeper.notification();
        if (now < limit) {
            recovery.accept(limit);
        } else {
            keeper.gone();
        }
    }

    /** @param term of the lease that the ports are on now */
    void recovered(LeaseTerm term) {
        keeper.moved(term);
        loss.renewed();
        log.accept("the lease had ended early: got " + Ports.inWords(ports) + " back, on a new lease");
    }

    void notRecovered(Exception reason) {
        keeper.gone();
        log.accept("can't get " + Ports.inWords(ports) + " back: " + FailureLine.of(reason));
    }
}
