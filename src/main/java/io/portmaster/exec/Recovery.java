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

    /** The node has offered other ports, which the running command can't use. They are given back. */
    static final class OtherPortsException extends IOException {
        private static final long serialVersionUID = 1L;

        private OtherPortsException(List<Integer> ports) {
            super("the node has offered " + Ports.inWords(ports) + " instead");
        }
    }

    /**
     * Asks for the instance's ports once more.
     *
     * @param key of the instance
     * @param ports that the command has
     * @param patience with failures that may pass
     * @return the term of the new lease that they are on
     * @throws OtherPortsException if the instance would get others
     */
    LeaseTerm recover(String key, List<Integer> ports, Patience patience) throws ProblemException, IOException {
        belongings.leaseEnded();
        try {
            Grant grant = patience.insist(() -> api.offer(key));
            belongings.offered(grant);
            if (!grant.ports().equals(ports)) {
                throw new OtherPortsException(grant.ports());
            }
            return belongings.accept(grant, patience);
        } catch (ProblemException | IOException e) {
            belongings.giveBack(patience);
            throw e;
        }
    }
}
