/** The basic values of port allocation and their rules. They do no I/O, and use nothing but the JDK. */
@NullMarked
package io.portmaster.domain;

import org.jspecify.annotations.NullMarked;
