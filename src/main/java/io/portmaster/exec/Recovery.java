package io.portmaster.exec;

import io.portmaster.client.ProblemException;
import java.io.IOException;
import java.util.List;

/**
 * Gets the running command's ports back, when their lease has ended before its time. The ports are not tried on this host: the
 * command has them.
 */
final class Recovery {
    private final NodeApi api;
    private final Belongings belongings;

    Recovery(NodeApi api, Belongings belongings) {
        this.api = api;
        this.belongings = belongings;
    }

    /** The command's ports are not to be had. What was offered in their place is given back. */
    static final class LostPortsException extends IOException {
        private static final long serialVersionUID = 1L;

        private LostPortsException(String message) {
            super(message);
        }
    }

    /**
     * Asks for the instance's ports once more.
     *
     * @param key of the instance
     * @param ports that the command has
     * @param patience with failures that may pass
     * @return the term of the new lease that they are on
     * @throws LostPortsException if the instance would get others, or another run of the same key has them by now
     */
    LeaseTerm recover(String key, List<Integer> ports, Patience patience) throws ProblemException, IOException {
        belongings.leaseEnded();
        try {
            Grant grant = patience.insist(() -> api.offer(key));
            belongings.offered(grant);
            if (grant.allocated()) {
                throw new LostPortsException(
                        "somebody else with the instance's key has " + Ports.inWords(grant.ports()));
            }
            if (!grant.ports().equals(ports)) {
                throw new LostPortsException("the node has offered " + Ports.inWords(grant.ports()) + " instead");
            }
            return belongings.accept(grant, patience);
        } catch (ProblemException | IOException e) {
            belongings.giveBack(patience);
            throw e;
        }
    }
}
