package io.portmaster.http.problem;

import io.portmaster.wire.EntityTag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Explains a precondition that fails because a proxy has altered a tag, so that the tag never matches. */
final class AlteredTag {
    private AlteredTag() {}

    /**
     * What is wrong with one of the tags, and what to send instead; null if none is altered.
     *
     * @param values of all {@code If-Match} headers
     */
    static @Nullable String explain(List<String> values) {
        List<EntityTag> tags = EntityTag.parseList(values);
        if (tags == null) {
            return null;
        }
        for (EntityTag tag : tags) {
            Long original = tag.alteredRevision();
            if (tag.weak()) {
                return "a weak tag, W/\"…\", never matches in If-Match; " + remedy("without the W/");
            } else if (original != null) {
                return "If-Match has the tag " + EntityTag.of(original)
                        + " with something appended, which never matches; " + remedy("as the node sent it");
            }
        }
        return null;
    }

    private static String remedy(String how) {
        return "a proxy that compresses answers has changed the tag. Send the tag " + how
                + ", or make the proxy obey the header Cache-Control: no-transform, which the answers have";
    }
}
