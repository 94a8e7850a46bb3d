package io.portmaster.http.api;

import java.util.List;

/**
 * Paths of this API as relative-path references (RFC 3986, section 4.2). A proxy may serve the API under a prefix that no node
 * knows; resolved against the address that the client asked, such a reference stays under that prefix.
 */
final class RelativePath {
    private RelativePath() {}

    /**
     * The reference from the path of a request to another path.
     *
     * @param asked the path of the request, with or without a trailing slash
     * @param target the other path, without the proxy's prefix
     */
    static String from(String asked, String target) {
        List<String> here = folders(asked);
        List<String> there = folders(target);
        int shared = 0;
        while (shared < Math.min(here.size(), there.size()) && here.get(shared).equals(there.get(shared))) {
            shared++;
        }
        StringBuilder reference = new StringBuilder("../".repeat(here.size() - shared));
        there.subList(shared, there.size())
                .forEach(folder -> reference.append(folder).append('/'));
        reference.append(target, target.lastIndexOf('/') + 1, target.length());
        // A client would take a first segment with a colon for a URL's scheme.
        return firstSegment(reference).indexOf(':') < 0 ? reference.toString() : "./" + reference;
    }

    /** The segments of a path up to its last slash. */
    private static List<String> folders(String path) {
        int end = path.lastIndexOf('/');
        return end <= 0 ? List.of() : List.of(path.substring(1, end).split("/", -1));
    }

    private static String firstSegment(StringBuilder reference) {
        int slash = reference.indexOf("/");
        return slash < 0 ? reference.toString() : reference.substring(0, slash);
    }
}
