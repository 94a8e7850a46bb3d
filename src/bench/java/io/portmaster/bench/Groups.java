package io.portmaster.bench;

/** Offers of several names in an unused service. An op is a name. The next case doesn't find the ports. */
final class Groups implements Subject {
    private final Generator generator;
    private final BenchService service;
    private final int size;
    private final String query;

    /**
     * @param size how many names a request has
     * @param query of the requests, with its question mark; empty for none
     */
    Groups(Generator generator, BenchService service, int size, String query) {
        this.generator = generator;
        this.service = service;
        this.size = size;
        this.query = query;
    }

    @Override
    public int opsAtATime() {
        return size;
    }

    @Override
    public Crew prepare(int clients) {
        String fresh = service.fresh();
        return generator
                .connect(service.address(), clients, number -> new GroupScript(fresh, query, service.names(), size))
                .thenAtLast(service::clear);
    }
}
