package io.portmaster.exec;

import io.portmaster.client.PortmasterClient;
import io.portmaster.client.ProblemException;
import io.portmaster.client.Resource;
import io.portmaster.domain.Secret;
import io.portmaster.wire.AllocationBody;
import io.portmaster.wire.AllocationGroupBody;
import io.portmaster.wire.GroupBody;
import io.portmaster.wire.HoldingBody;
import io.portmaster.wire.LeaseBody;
import io.portmaster.wire.LeaseDefinitionBody;
import io.portmaster.wire.LeaseField;
import io.portmaster.wire.NamedPortBody;
import io.portmaster.wire.OfferRequestBody;
import io.portmaster.wire.RejectionBody;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API over HTTP, for one instance. An instance with several ports is a group of names. */
final class ClientNodeApi implements NodeApi {
    /** Long enough to try a port. An offer that exec leaves behind, because it was killed, ends after that time. */
    private static final int OFFER_TTL_SECONDS = 60;

    private final PortmasterClient client;
    private final ExecOptions options;

    ClientNodeApi(PortmasterClient client, ExecOptions options) {
        this.client = client;
        this.options = options;
    }

    @Override
    public Lease createLease() throws ProblemException, IOException {
        LeaseBody lease = client.leases()
                .create(new LeaseDefinitionBody(
                        (int) options.ttl().toSeconds(),
                        options.linger() == null ? null : (int) options.linger().toSeconds(),
                        options.labels()))
                .body();
        return new Lease(lease.lease(), Duration.ofSeconds(lease.ttl()), Duration.ofSeconds(lease.linger()));
    }

    @Override
    public void renew(String lease) throws ProblemException, IOException {
        client.leases().renew(lease);
    }

    @Override
    public void end(String lease) throws ProblemException, IOException {
        client.leases().end(lease);
    }

    @Override
    public Grant offer(String key) throws ProblemException, IOException {
        OfferRequestBody wanted = options.portNames().isEmpty()
                ? new OfferRequestBody(options.instance())
                : OfferRequestBody.group(options.names(), options.consecutive());
        wanted = wanted.withOfferTtl(OFFER_TTL_SECONDS).withLabels(options.labels());
        return options.portNames().isEmpty()
                ? one(client.offers().create(options.service(), wanted, key))
                : several(client.offers().createGroup(options.service(), wanted, key));
    }

    @Override
    public Grant next(Secret secret, List<Integer> busy) throws ProblemException, IOException {
        RejectionBody rejection = new RejectionBody(busy);
        return options.portNames().isEmpty()
                ? one(client.offers().next(options.service(), secret, rejection))
                : several(client.offers().nextOfGroup(options.service(), secret, rejection));
    }

    @Override
    public void rejectBusy(Secret secret, List<Integer> busy) throws ProblemException, IOException {
        client.offers().reject(options.service(), secret, new RejectionBody(busy));
    }

    @Override
    public void reject(Secret secret) throws ProblemException, IOException {
        client.offers().reject(options.service(), secret);
    }

    @Override
    public void accept(Secret secret, String lease, @Nullable String entityTag) throws ProblemException, IOException {
        LeaseField onto = LeaseField.of(lease);
        if (options.portNames().isEmpty()) {
            client.offers().accept(options.service(), secret, onto, entityTag);
        } else {
            client.offers().acceptGroup(options.service(), secret, onto, entityTag);
        }
    }

    @Override
    public void release() throws ProblemException, IOException {
        for (String name : options.names()) {
            try {
                client.ports().release(options.service(), name);
            } catch (ProblemException e) {
                if (!e.code().equals("port-not-found")) {
                    throw e;
                }
            }
        }
    }

    private static Grant one(Resource<? extends HoldingBody> answer) {
        HoldingBody holding = answer.body();
        AllocationBody allocation = holding instanceof AllocationBody accepted ? accepted : null;
        return new Grant(
                List.of(holding.port()),
                allocation != null,
                holding.secret(),
                allocation == null ? null : allocation.lease(),
                answer.entityTag());
    }

    private static Grant several(Resource<? extends GroupBody> answer) {
        GroupBody group = answer.body();
        AllocationGroupBody allocations = group instanceof AllocationGroupBody accepted ? accepted : null;
        return new Grant(
                group.ports().stream().map(NamedPortBody::port).toList(),
                allocations != null,
                group.secret(),
                allocations == null ? null : allocations.lease(),
                answer.entityTag());
    }
}
