package io.portmaster.cli.client;

import io.portmaster.cli.config.Settings;
import io.portmaster.client.Access;
import io.portmaster.client.PortmasterClient;
import io.portmaster.client.Timeouts;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Makes the client that settings ask for. */
public final class Nodes {
    /** A node answers within 5 s, and a load balancer within 10. */
    private static final Timeouts TIMEOUTS = new Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(12));

    private Nodes() {}

    public static PortmasterClient client(Settings settings) {
        return client(settings, TIMEOUTS);
    }

    public static PortmasterClient client(Settings settings, Timeouts timeouts) {
        Path cacert = settings.cacert();
        SSLContext tls = null;
        if (settings.url().getScheme().equalsIgnoreCase("http")) {
            tls = NoTls.context();
        } else if (cacert != null) {
            tls = Certificates.trusting(cacert);
        }
        return new PortmasterClient(settings.url(), timeouts, new Access(settings.token(), tls));
    }
}
