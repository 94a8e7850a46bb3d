package io.portmaster.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portmaster.cli.shell.Shell;
import io.portmaster.cli.shell.Terminal;
import io.portmaster.wire.Json;
import io.portmaster.wire.JsonWritable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Prints results in the format that was asked for. */
public final class Printer {
    private final Shell shell;
    private final OutputFormat format;

    public Printer(Shell shell, OutputFormat format) {
        this.shell = shell;
        this.format = format;
    }

    /** Prints a list; as JSON and YAML an array. */
    public <T extends JsonWritable> void list(View<T> view, List<T> items) {
        switch (format) {
            case TABLE -> lines(new Table(shell.screen()).rows(view.columns(), items).stream());
            case JSON -> json(Json.array(items));
            case YAML -> yaml(Json.array(items));
            case NAME -> words(items.stream().flatMap(item -> view.names().apply(item).stream()));
            case PORT -> words(items.stream().flatMap(item -> view.ports().apply(item).stream()));
        }
    }

    /** Prints one thing with all its fields. */
    public <T extends JsonWritable> void one(View<T> view, T item) {
        switch (format) {
            case TABLE -> lines(new Table(shell.screen()).fields(view.fields(), item).stream());
            case JSON -> json(item);
            case YAML -> yaml(item);
            case NAME, PORT -> list(view, List.of(item));
        }
    }

    /** Shows a person what is about to happen. In the formats for programs it prints nothing. */
    public <T extends JsonWritable> void show(View<T> view, List<T> items) {
        if (format == OutputFormat.TABLE) {
            list(view, items);
        }
    }

    /** Tells what has happened to each of these: a person in a sentence, a program as a list. */
    public <T extends JsonWritable> void done(View<T> view, List<T> items, Function<T, String> sentence) {
        if (format == OutputFormat.TABLE) {
            items.forEach(item -> say(sentence.apply(item)));
        } else {
            list(view, items);
        }
    }

    /** Tells a person what was done. In the formats for programs it prints nothing. */
    public void say(String sentence) {
        if (format == OutputFormat.TABLE) {
            lines(Stream.of(Terminal.escaped(sentence)));
        }
    }

    /** Prints lines that are safe for a terminal. */
    private void lines(Stream<String> lines) {
        PrintWriter out = shell.out();
        lines.forEach(line -> out.append(line).append('\n'));
        out.flush();
    }

    private void words(Stream<?> words) {
        lines(words.map(word -> Terminal.escaped(word.toString())));
    }

    private void json(JsonWritable body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(new IndentedJson());
            body.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("unexpected I/O error writing to memory", e);
        }
        // What is outside of strings is printable, and inside of them this spelling is JSON's own.
        lines(text.toString().lines().map(Terminal::escaped));
    }

    private void yaml(JsonWritable body) {
        lines(Yaml.of(Json.write(body)).lines());
    }
}
