/** What all commands share that talk to a node over HTTP. */
@NullMarked
package io.portmaster.cli.client;

import org.jspecify.annotations.NullMarked;
