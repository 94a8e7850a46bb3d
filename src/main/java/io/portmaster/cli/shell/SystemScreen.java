package io.portmaster.cli.shell;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks which streams of this process are a terminal, and how wide that is. The JDK can tell neither. */
final class SystemScreen {
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");
    private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\d+ (\\d{1,5})\\s*");
    private static final int USUAL_WIDTH = 80;

    /** Every terminal answers at once. */
    private static final int PATIENCE_MILLIS = 500;

    private SystemScreen() {}

    static Screen of(Environment environment) {
        return new Screen(
                isTerminal(1), isTerminal(2), isTerminal(0), () -> width(environment), wantsColours(environment));
    }

    /** @see <a href="https://no-color.org">no-color.org</a> */
    private static boolean wantsColours(Environment environment) {
        String terminal = environment.value("TERM");
        return environment.value("NO_COLOR") == null && terminal != null && !terminal.equals("dumb");
    }

    @SuppressWarnings("SystemConsoleNull") // it is asked for only where it does return null
    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return TERMINAL.matcher(target.toString()).matches();
        } catch (IOException | UnsupportedOperationException e) {
            // Not Linux. From JDK 22 on there may be a console without a terminal.
            return Runtime.version().feature() < 22 && System.console() != null;
        }
    }

    private static int width(Environment environment) {
        String columns = environment.value("COLUMNS");
        if (columns != null && columns.matches("[1-9]\\d{0,4}")) {
            return Integer.parseInt(columns);
        }
        return askedWidth();
    }

    private static int askedWidth() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectErrorStream(true)
                    .start();
            if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL_WIDTH;
            }
            Matcher size = ROWS_AND_COLUMNS.matcher(
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            int width = size.matches() ? Integer.parseInt(size.group(1)) : 0;
            return width == 0 ? USUAL_WIDTH : width;
        } catch (IOException e) {
            return USUAL_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_WIDTH;
        }
    }
}
