/**
 * Portmaster as it runs: etcd, nodes and HAProxy as processes of their own, asked over HTTP by many clients while things
 * break. {@link io.portmaster.cluster.Stage} starts them and ends them, and serves every test that needs a real etcd.
 */
@NullMarked
package io.portmaster.cluster;

import org.jspecify.annotations.NullMarked;
