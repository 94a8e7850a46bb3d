/**
 * The API. {@link io.portmaster.http.api.Routes} is the API as one table, and {@link io.portmaster.http.api.Paths} builds all its
 * URLs. Each handler reads a request with {@link io.portmaster.http.api.Input}, calls the use case through the {@link
 * io.portmaster.http.api.Gateway}, and sends the body that {@link io.portmaster.http.api.Bodies} makes with {@link
 * io.portmaster.http.api.Answers} or {@link io.portmaster.http.api.ListAnswers}.
 */
@NullMarked
package io.portmaster.http.api;

import org.jspecify.annotations.NullMarked;
