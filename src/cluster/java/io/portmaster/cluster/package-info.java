/**
 * Portmaster as it runs: etcd, nodes and HAProxy as processes of their own. Many clients ask them over HTTP while things break.
 * {@link io.portmaster.cluster.Stage} starts and ends them. Every test that needs a real etcd uses it.
 */
@NullMarked
package io.portmaster.cluster;

import org.jspecify.annotations.NullMarked;
