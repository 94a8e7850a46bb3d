package io.portmaster.cli.client;

import io.portmaster.client.Filter;
import io.portmaster.client.Page;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.domain.Secret;
import io.portmaster.wire.GrantBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.OfferBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.PortBody;
import io.portmaster.wire.RejectionBody;
import io.portmaster.wire.ServiceBody;
import io.portmaster.wire.ServiceChangeBody;
import io.portmaster.wire.ServiceDefinitionBody;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the commands ask a node. Lists come whole. A change whose outcome is unknown is asked again, as the contract says that it
 * can be ("Asking twice" in README), until it is known.
 */
public final class Calls {
    private final PortmasterClient client;
    private final Repeats repeats;

    Calls(PortmasterClient client, Repeats repeats) {
        this.client = client;
        this.repeats = repeats;
    }

    // Services

    public List<ServiceBody> services() throws ProblemException, IOException {
        return Page.all(client.services()::list);
    }

    public ServiceBody service(String name) throws ProblemException, IOException {
        return client.services().get(name).body();
    }

    public ServiceBody create(ServiceDefinitionBody definition) throws ProblemException, IOException {
        return repeats.creation(() -> client.services().create(definition)).body();
    }

    public ServiceBody change(String service, ServiceChangeBody change) throws ProblemException, IOException {
        return repeats.change(() -> client.services().change(service, change, null))
                .body();
    }

    /** @param force deletes what the service has, too */
    public void delete(String service, boolean force) throws ProblemException, IOException {
        repeats.removal(() -> client.services().delete(service, force, null));
    }

    // Offers

    /** @param key makes the request safe to repeat */
    public GrantBody offer(String service, OfferRequestBody wanted, String key) throws ProblemException, IOException {
        return repeats.change(() -> wanted.group()
                ? client.offers().createGroup(service, wanted, key).body()
                : client.offers().create(service, wanted, key).body());
    }

    /**
     * @param key makes the request safe to repeat
     * @param ifMatch tag of the allocation that moves to the lease; null to move nothing
     */
    public GrantBody offerAccepted(String service, OfferRequestBody wanted, String key, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return repeats.change(() -> wanted.group()
                ? client.offers()
                        .createGroupAccepted(service, wanted, key, ifMatch)
                        .body()
                : client.offers().createAccepted(service, wanted, key, ifMatch).body());
    }

    public GrantBody grant(String service, Secret secret) throws ProblemException, IOException {
        return client.offers().grant(service, secret).body();
    }

    public List<OfferBody> offers(String service, Filter filter) throws ProblemException, IOException {
        return Page.all(start -> client.offers().list(service, filter, start));
    }

    /** @param ifMatch tag of the allocation that moves to the lease; null to move nothing */
    public GrantBody accept(String service, Secret secret, LeaseField lease, @Nullable String ifMatch)
            throws ProblemException, IOException {
        return repeats.change(() -> client.offers().acceptGrant(service, secret, lease, ifMatch))
                .body();
    }

    public void reject(String service, Secret secret) throws ProblemException, IOException {
        repeats.removal(() -> client.offers().reject(service, secret));
    }

    public void reject(String service, Secret secret, RejectionBody busy) throws ProblemException, IOException {
        repeats.removal(() -> client.offers().reject(service, secret, busy));
    }

    public GrantBody next(String service, Secret secret, RejectionBody busy) throws ProblemException, IOException {
        return repeats.change(() -> client.offers().nextOfGrant(service, secret, busy))
                .body();
    }

    // Ports

    /** The ports in use of all services, by port. */
    public List<PortBody> ports(Filter filter) throws ProblemException, IOException {
        return Page.all(start -> client.ports().list(filter, start));
    }

    /** Who has this port, in any service. */
    public Resource<PortBody> holder(int port) throws ProblemException, IOException {
        return client.ports().holder(port);
    }

    /** The allocation of that name. */
    public HoldingBody allocation(String service, String name) throws ProblemException, IOException {
        return client.ports().allocation(service, name).body();
    }

    /** Releases what has this tag, and nothing else. */
    public void release(PortBody port, @Nullable String tag) throws ProblemException, IOException {
        repeats.removal(() -> client.ports().release(port.service(), port.port(), tag));
    }

    /** Withdraws the open offer of that name or port. */
    public void withdraw(String service, String name) throws ProblemException, IOException {
        repeats.removal(() -> client.offers().withdraw(service, name));
    }

    /** Withdraws the open offer that has this tag, and nothing else. */
    public void withdraw(PortBody port, @Nullable String tag) throws ProblemException, IOException {
        repeats.removal(() -> client.offers().withdraw(port.service(), port.port(), tag));
    }

    /** Ends the cooling that has this tag, and nothing else. */
    public void endCooling(PortBody port, @Nullable String tag) throws ProblemException, IOException {
        repeats.removal(() -> client.ports().endCooling(port.service(), port.port(), tag));
    }

    // Leases

    public LeaseBody createLease(LeaseDefinitionBody definition) throws ProblemException, IOException {
        // A lease whose answer was lost ends by itself.
        return repeats.change(() -> client.leases().create(definition)).body();
    }

    public List<LeaseBody> leases(Filter filter) throws ProblemException, IOException {
        return Page.all(start -> client.leases().list(filter, start));
    }

    public LeaseBody lease(String lease) throws ProblemException, IOException {
        return client.leases().get(lease).body();
    }

    public LeaseBody renew(String lease) throws ProblemException, IOException {
        return repeats.change(() -> client.leases().renew(lease)).body();
    }

    public void endLease(String lease) throws ProblemException, IOException {
        repeats.removal(() -> client.leases().end(lease));
    }
}
