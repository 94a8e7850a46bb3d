package io.portmaster.cli.config;

import io.portmaster.cli.shell.CommandException;
import io.portmaster.cli.shell.ExitCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Reads the URL of a node. A refusal never repeats the text, which may hold a password. */
final class NodeUrl {
    static final String DEFAULT = "http://127.0.0.1:8080";

    private static final Pattern SCHEME = Pattern.compile("https?://[^/]", Pattern.CASE_INSENSITIVE);

    private NodeUrl() {}

    /**
     * Reads a URL as people write it.
     *
     * @param source where the text comes from, for a person
     * @return without a slash at the end
     * @throws CommandException if it is none
     */
    static URI parse(String text, String source) {
        if (!SCHEME.matcher(text.strip()).lookingAt()) {
            throw refusal(source, "it has to begin with http:// or https://");
        }
        URI url;
        try {
            url = new URI(text.strip().replaceFirst("/+$", ""));
        } catch (URISyntaxException e) {
            throw refusal(source, "that is no URL");
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            throw refusal(source, "a user or password in it is not supported");
        }
        if (url.getHost() == null) {
            throw refusal(source, "the host is missing, or is no name and no address");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw refusal(source, "it may have a path, but neither ? nor #");
        }
        return url;
    }

    private static CommandException refusal(String source, String reason) {
        return new CommandException(
                ExitCode.USAGE, "the URL (" + source + "): " + reason + ". Give something like " + DEFAULT);
    }
}
