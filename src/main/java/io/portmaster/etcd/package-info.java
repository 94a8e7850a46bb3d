/**
 * The store on etcd. {@link io.portmaster.etcd.EtcdStore} is its front; {@link io.portmaster.etcd.Etcd} is the only class
 * that calls jetcd's client.
 */
@NullMarked
package io.portmaster.etcd;

import org.jspecify.annotations.NullMarked;
