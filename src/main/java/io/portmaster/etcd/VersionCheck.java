package io.portmaster.etcd;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the members for their versions before anything relies on them. */
public final class VersionCheck {
    private static final Logger log = LoggerFactory.getLogger(VersionCheck.class);

    /** Each try waits for as long as a call may take. */
    private static final int TRIES = 5;

    private VersionCheck() {}

    /**
     * Waits until a member answers. Not for an event loop.
     *
     * @throws IllegalStateException when none does for some 10 s, or one is too old, with a line that says so
     */
    public static void require(Etcd etcd, List<URI> members) {
        Map<URI, EtcdVersion> versions = new LinkedHashMap<>();
        for (int tries = 0; versions.isEmpty(); tries++) {
            if (tries == TRIES) {
                throw new IllegalStateException("no etcd answers at " + list(members));
            }
            versions.putAll(ask(etcd, members));
        }
        versions.forEach((member, version) -> {
            if (!version.isSupported()) {
                throw new IllegalStateException("etcd at " + member + " is " + version + ", and Portmaster needs "
                        + EtcdVersion.OLDEST + " or newer");
            }
            if (!version.isSound()) {
                log.warn(
                        "etcd at {} is {}: from 3.5.28 or 3.6.9 on, a member answers no stale reads after a pause",
                        member,
                        version);
            }
        });
    }

    private static Map<URI, EtcdVersion> ask(Etcd etcd, List<URI> members) {
        Map<URI, CompletableFuture<String>> asked = new LinkedHashMap<>();
        members.forEach(member -> asked.put(member, etcd.version(member)));
        Map<URI, EtcdVersion> versions = new LinkedHashMap<>();
        asked.forEach((member, answer) -> {
            try {
                versions.put(member, EtcdVersion.parse(answer.join()));
            } catch (CompletionException e) {
                log.warn("etcd at {} does not answer: {}", member, EtcdErrors.brief(e));
            }
        });
        return versions;
    }

    private static String list(List<URI> members) {
        return String.join(", ", members.stream().map(URI::toString).toList());
    }
}
