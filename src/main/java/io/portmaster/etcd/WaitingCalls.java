package io.portmaster.etcd;

import io.portmaster.loop.Loop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The calls that wait until a member is found. They are in the order in which they came. */
final class WaitingCalls {
    private final Deque<Call> calls = new ArrayDeque<>();

    /** @param deadline by {@link Loop#nanos()} */
    private record Call(Runnable send, Runnable giveUp, long deadline) {}

    /**
     * Lets a call wait.
     *
     * @param send sends the call
     * @param giveUp ends the call as one that was not sent
     * @param deadline by {@link Loop#nanos()}
     */
    void add(Runnable send, Runnable giveUp, long deadline) {
        calls.add(new Call(send, giveUp, deadline));
    }

    /** Sends all calls. A call that can't be sent waits again. */
    void sendAll() {
        take().forEach(call -> call.send().run());
    }

    /** Ends the calls whose deadline is over. */
    void giveUpLate(long now) {
        List<Call> late =
                calls.stream().filter(call -> now - call.deadline() >= 0).toList();
        calls.removeAll(late);
        late.forEach(call -> call.giveUp().run());
    }

    /** Ends all calls. */
    void giveUpAll() {
        take().forEach(call -> call.giveUp().run());
    }

    private List<Call> take() {
        List<Call> all = new ArrayList<>(calls);
        calls.clear();
        return all;
    }
}
