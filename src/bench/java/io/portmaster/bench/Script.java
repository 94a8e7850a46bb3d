package io.portmaster.bench;

import org.jspecify.annotations.Nullable;

/** What one HTTP client asks: the requests of an op, one after another. Lives on the generator's thread. */
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

    /** Whether the op is measured up to its first response only, and what follows is tidying up. */
    default boolean measuresTheFirst() {
        return false;
    }
}
