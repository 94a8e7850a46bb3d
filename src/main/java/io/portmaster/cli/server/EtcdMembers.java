package io.portmaster.cli.server;

import java.net.URI;
import java.util.List;

/**
 * The value of {@code --etcd}.
 *
 * @param endpoints each once, in the order in which they were written
 */
record EtcdMembers(List<URI> endpoints) {}
