/** The words and rules of port allocation: plain values, no I/O, nothing but the JDK. */
@NullMarked
package io.portmaster.domain;

import org.jspecify.annotations.NullMarked;
