/**
 * The store on etcd. {@link io.portmaster.etcd.EtcdStore} is its front. {@link io.portmaster.etcd.Etcd} makes all calls after the
 * handshake with a member, {@link io.portmaster.etcd.Handshake} and {@link io.portmaster.etcd.IdentityCheck} those before it, and
 * {@link io.portmaster.etcd.EtcdWatch} the watch.
 */
@NullMarked
package io.portmaster.etcd;

import org.jspecify.annotations.NullMarked;
