package io.portmaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cluster.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the models has a row for each property and each mutant that a model lists, and no other. */
class ModelDocumentTest {
    private static final Pattern LISTED = Pattern.compile("^ \\* (?:property|mutant) +(\\w+) ", Pattern.MULTILINE);
    private static final Pattern ROW =
            Pattern.compile("^\\| `([a-z]+)` \\| `?(\\w+)`? \\| [^|]+ \\| [^|]+ \\|", Pattern.MULTILINE);

    @Test
    void theTablesNameWhatTheModelsList() throws IOException {
        Set<String> inModels = new TreeSet<>();
        for (Path model : models()) {
            String name = model.getFileName().toString().replace(".pml", "");
            Matcher listed = LISTED.matcher(Files.readString(model));
            while (listed.find()) {
                inModels.add(name + " " + listed.group(1));
            }
        }
        Set<String> inPage = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(Checkout.file("src/docs/model.md")));
        while (row.find()) {
            inPage.add(row.group(1) + " " + row.group(2));
        }
        assertThat(inPage).isNotEmpty().isEqualTo(inModels);
    }

    private static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Checkout.file("src/model"))) {
            return files.filter(file -> file.toString().endsWith(".pml")).toList();
        }
    }
}
