package io.portmaster.cli.output;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;

/** Lays out JSON as jq does: two blanks a level, one thing a line. */
final class IndentedJson extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    IndentedJson() {
        super(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        indentArraysWith(indenter);
        indentObjectsWith(indenter);
    }

    private IndentedJson(IndentedJson other) {
        super(other);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
        return new IndentedJson(this);
    }
}
