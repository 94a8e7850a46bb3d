package io.portmaster.bench;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A client that changes a share of the allocations, which no other client changes. 70 % of its ops look one up, by port and by
 * name in turn; 20 % ask for a port and accept it; 10 % release one.
 */
final class MixScript implements Script {
    private final Population own;
    private final RandomGenerator random;
    private final OfferScript growth;
    private final RequestTemplate find;
    private final RequestTemplate release;
    private Op op = Op.FIND;
    private boolean byName;

    private enum Op {
        FIND,
        GROW,
        RELEASE
    }

    /** @param own allocations of the service; more are added, and some taken away */
    MixScript(Population own, Names names, RandomGenerator random) {
        this.own = own;
        this.random = random;
        this.growth = new OfferScript(own.service(), names, OfferScript.Kind.ACCEPTED, own);
        String ports = "/v1/services/" + own.service() + "/ports/";
        this.find = RequestTemplate.of("GET", ports, "");
        this.release = RequestTemplate.of("DELETE", ports, "");
    }

    @Override
    public RequestTemplate begin() {
        int chance = random.nextInt(10);
        op = chance < 2 || own.size() == 0 ? Op.GROW : chance < 3 ? Op.RELEASE : Op.FIND;
        if (op == Op.GROW) {
            return growth.begin();
        }
        int at = random.nextInt(own.size());
        if (op == Op.RELEASE) {
            byte[] name = own.name(at);
            own.remove(at);
            return release.fill(name);
        }
        byName = !byName;
        return byName ? find.fill(own.name(at)) : find.fill(own.port(at));
    }

    @Override
    public @Nullable RequestTemplate next(ResponseReader response) {
        if (op == Op.GROW) {
            return growth.next(response);
        }
        response.expect(op == Op.FIND ? 200 : 204);
        return null;
    }
}
