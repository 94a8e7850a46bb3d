package io.portmaster.history;

import java.util.function.Consumer;

/** A claim that holds for every run, whatever has failed in it. */
interface Rule {
    /** The rule as a claim. */
    String claim();

    /** @param found is told, in words, of each breach */
    void judge(Evidence evidence, Consumer<String> found);
}
