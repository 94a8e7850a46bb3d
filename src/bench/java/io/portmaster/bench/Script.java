package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** The requests of one HTTP client: for each op, one after another. It runs on the generator's thread. */
interface Script {
    /** The first request of the next op. */
    RequestTemplate begin();

    /**
     * @param response to the last request, which is gone after this call
     * @return the op's next request, or null if the op is over
     * @throws BenchException if the response isn't as it should be
     */
    @Nullable
    RequestTemplate next(ResponseReader response);

    /** Whether the op's latency ends with its first response. The later requests then only tidy up. */
    default boolean measuresTheFirst() {
        return false;
    }
}
