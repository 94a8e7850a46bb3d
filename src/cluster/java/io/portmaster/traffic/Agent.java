package io.portmaster.traffic;

import io.portmaster.cluster.Await;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A client that does anything that the API lets it do, in any order, and remembers what it was told. One thread uses it. */
public final class Agent {
    private static final int NAMES = 8;
    private static final int LONGEST_PAUSE = 20;

    private final Belongings mine;
    private final Asking asking;
    private final Keeping keeping;
    private final Renewing renewing;
    private final Random random;

    public Agent(int number, World world, Random random) {
        this.random = random;
        this.mine = new Belongings(
                world,
                random,
                IntStream.range(0, NAMES).mapToObj(i -> "web-" + number + "." + i).toList());
        this.asking = new Asking(mine);
        this.keeping = new Keeping(mine);
        this.renewing = new Renewing(mine);
    }

    /** Renews what has to be renewed, and does one thing more. */
    public void act() {
        renewing.renewAll();
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4 -> asking.one(false);
            case 5, 6 -> asking.one(true);
            case 7, 8, 9 -> asking.group(false);
            case 10 -> asking.group(true);
            case 11, 12, 13 -> asking.back();
            case 14, 15, 16, 17, 18, 19 -> keeping.accept();
            case 20, 21, 22 -> keeping.move();
            case 23, 24, 25, 26, 27 -> keeping.release();
            case 28 -> keeping.reject();
            case 29 -> keeping.rejectAsBusy();
            case 30, 31 -> keeping.next();
            case 32 -> keeping.withdraw();
            case 33 -> keeping.abandon();
            case 34, 35 -> keeping.find();
            case 36, 37 -> renewing.create();
            case 38 -> renewing.end();
            default -> renewing.lose();
        }
        Await.pass(Duration.ofMillis(random.nextInt(LONGEST_PAUSE)));
    }

    /** Does nothing any more. */
    public void end() {
        List.copyOf(mine.grants()).forEach(mine::abandon);
    }

    /** The ports that surely are the agent's for a while longer, as {@code NAME PORT}. */
    public List<String> holds(Duration longer) {
        long then = Moment.now() + longer.toNanos();
        return mine.grants().stream()
                .filter(grant -> grant.heldUntil() > then)
                .flatMap(grant -> grant.parts().stream())
                .map(part -> part.name() + " " + part.port())
                .toList();
    }
}
