package io.portmaster.cli.config;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.cli.output.Column;
import io.portmaster.cli.output.View;
import io.portmaster.wire.JsonWritable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A context as a list shows it: without its token. */
record ListedContext(Context context, boolean isCurrent) implements JsonWritable {
    private static final List<Column<ListedContext>> COLUMNS = List.of(
            Column.word("CURRENT", listed -> listed.isCurrent ? "*" : ""),
            Column.word("NAME", listed -> listed.context.name()),
            Column.word("URL", listed -> text(listed.context.url())),
            Column.word("TOKEN", listed -> listed.context.token() == null ? "" : "yes"),
            Column.prose("CACERT", listed -> text(listed.context.cacert())));

    static final View<ListedContext> VIEW =
            new View<>(COLUMNS, COLUMNS, listed -> List.of(listed.context.name()), listed -> List.of());

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    @Override
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", context.name());
        json.writeBooleanField("current", isCurrent);
        json.writeStringField(Context.URL, context.url());
        json.writeBooleanField("has_token", context.token() != null);
        json.writeStringField(Context.CACERT, context.cacert());
        json.writeEndObject();
    }
}
