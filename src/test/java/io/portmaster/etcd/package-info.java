/** The store on etcd, its parts by themselves on scripted calls, and its calls on a real etcd. */
@NullMarked
package io.portmaster.etcd;

import org.jspecify.annotations.NullMarked;
