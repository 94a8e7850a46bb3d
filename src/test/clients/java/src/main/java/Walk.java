import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.NodeApi;
import org.openapitools.client.api.OffersApi;
import org.openapitools.client.api.PortsApi;
import org.openapitools.client.api.ServicesApi;
import org.openapitools.client.model.Allocation;
import org.openapitools.client.model.AllocationOrGroup;
import org.openapitools.client.model.Grant;
import org.openapitools.client.model.Offer;
import org.openapitools.client.model.OfferRequest;
import org.openapitools.client.model.PortConflict;
import org.openapitools.client.model.PortHolder;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.PublicOffer;
import org.openapitools.client.model.Service;
import org.openapitools.client.model.ServiceChange;
import org.openapitools.client.model.ServiceDefinition;

/** From offer to release with the generated client, each answer as it was decoded on a line of its own. */
class Walk {
    private static final String KEY = "0b9b0d2c-2f5e-4c39-9d0e-8a0c5f6e7d31";

    private Walk() {}

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient().setBasePath(arguments[0]);
        ServicesApi services = new ServicesApi(client);
        OffersApi offers = new OffersApi(client);
        PortsApi ports = new PortsApi(client);

        Service created = services.createService(
                new ServiceDefinition().name("django").start(5000).end(5009), null);
        say("created %s %d-%d free %d", created.getName(), created.getStart(), created.getEnd(), created.getPorts().getFree());
        Service changed = services.changeService("django", new ServiceChange().end(5010), null, null);
        say("changed to %d", changed.getEnd());

        Grant offer = offers.createOffer("django", new OfferRequest().name("web@01:80"), null, KEY, null, null);
        say("%s %s %d secret %b ttl %d", offer.getState(), offer.getName(), offer.getPort(), offer.getSecret() != null, offer.getTtl());
        Offer read = offers.getOffer("django", offer.getSecret(), true, null);
        say("read %s %b", read.getName(), read.getExpires().equals(offer.getExpires()));
        List<PublicOffer> open = offers.listOffers("django", null, null, null, null, null);
        say("open %d %s", open.size(), open.get(0).getName());
        PortHolder holder = ports.findPort(offer.getPort(), null, null);
        say("holder %s %s", holder.getState(), holder.getName());

        AllocationOrGroup accepted = offers.acceptOffer("django", offer.getSecret(), null, null, null);
        say("%s %s %d", accepted.getState().getValue(), accepted.getName(), accepted.getPort());
        Grant again = offers.createOffer("django", new OfferRequest().name("web@01:80"), null, KEY, null, null);
        say("again %s same secret %b", again.getState(), again.getSecret().equals(offer.getSecret()));
        Grant atOnce = offers.createOffer("django", new OfferRequest().name("web-02"), true, null, null, null);
        say("%s %s %d secret %b", atOnce.getState(), atOnce.getName(), atOnce.getPort(), atOnce.getSecret() != null);
        Allocation found = ports.findAllocation("django", "web@01:80", null, null);
        say("found %s %d", found.getName(), found.getPort());
        say("holder %s", ports.findPort(5001, null, null).getState());
        say("allocations %d", ports.listAllocations("django", null, null, null, null, null, null, null).size());

        try {
            offers.createOffer("django", new OfferRequest().name("web-02"), null, null, null, null);
        } catch (ApiException e) {
            PortConflict taken = PortConflict.fromJson(e.getResponseBody());
            say("%d %s port %d", e.getCode(), taken.getCode(), taken.getPort());
        }
        ports.releasePort("django", "web@01:80", null, null, null);
        try {
            ports.releasePort("django", "web@01:80", null, null, null);
        } catch (ApiException e) {
            say("%d %s", e.getCode(), Problem.fromJson(e.getResponseBody()).getCode());
        }
        services.deleteService("django", true, null, null);
        say("services %d", services.listServices(null, null, null, null).size());
        say("%s", new NodeApi(client).isReady(null).getStatus().getValue());

        // What a node of a later version may answer.
        say("later %s", Grant.fromJson(
                "{\"service\":\"a\",\"name\":\"b\",\"port\":5000,\"state\":\"resting\",\"created\":\"2026-11-22T14:18:04.094357Z\",\"until\":1}")
                .getState());
        System.exit(0);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(format, values));
    }
}
