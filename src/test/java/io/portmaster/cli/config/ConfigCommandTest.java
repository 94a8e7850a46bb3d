package io.portmaster.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    @TempDir
    private Path home;

    private Path file;
    private CommandRun command;

    @BeforeEach
    void begin() {
        file = home.resolve("portmaster/config");
    }

    private String run(int status, String line) {
        return run(status, "", line.split(" "));
    }

    private String run(int status, String input, String... words) {
        command = new CommandRun(Map.of("XDG_CONFIG_HOME", home.toString()));
        command.input = input;
        assertThat(command.run(words)).as(command.errors()).isEqualTo(status);
        return command.output();
    }

    @Test
    void contextsAreMadeListedUsedChangedAndDeleted() {
        run(0, "config set-context test --url http://test:1");
        assertThat(run(0, "config current-context")).isEqualTo("test\n");
        run(0, "config set-context prod --url https://prod/ --cacert /ca.pem --token t0ken");
        assertThat(run(0, "config get-contexts")).isEqualTo("""
                        CURRENT  NAME  URL            TOKEN  CACERT
                        *        test  http://test:1
                                 prod  https://prod   yes    /ca.pem
                        """);
        run(0, "config use-context prod");
        assertThat(run(0, "config current-context")).isEqualTo("prod\n");
        assertThat(run(0, "config get-contexts -o name")).isEqualTo("test\nprod\n");
        assertThat(run(0, "config get-contexts -o json"))
                .contains("\"has_token\": true")
                .doesNotContain("t0ken");
        run(0, "config delete-context prod");
        run(4, "config current-context");
        run(2, "config use-context prod");
        run(2, "config delete-context prod");
    }

    @Test
    void onlyItsOwnerReadsTheFile() throws IOException {
        run(0, "config set-context prod --url https://prod --token t0ken");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(file.getParent().toFile().list()).containsExactly("config");
    }

    @Test
    void viewHidesTokensUnlessItIsToldNotTo() {
        run(0, "config set-context prod --url https://prod --token t0ken");
        assertThat(run(0, "config view"))
                .contains("url = https://prod", "token = (hidden)")
                .doesNotContain("t0ken");
        assertThat(run(0, "config view --raw")).contains("token = t0ken");
    }

    @Test
    void aTokenMayComeFromStandardInput() {
        run(0, "t0ken\n", "config", "set-context", "prod", "--url", "https://prod", "--token", "-");
        assertThat(run(0, "config view --raw")).contains("token = t0ken");
    }

    @Test
    void aChangeLeavesCommentsAndAllElseAsTheyAre() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                # mine
                current-context = a

                [a]
                ; the old one
                url = http://a:1
                token = t

                [b]
                url = http://b:1
                """);
        run(0, "", "config", "set-context", "a", "--url", "http://a:2", "--token", "");
        run(0, "config use-context b");
        assertThat(Files.readString(file)).isEqualTo("""
                        # mine
                        current-context = b

                        [a]
                        ; the old one
                        url = http://a:2

                        [b]
                        url = http://b:1
                        """);
    }

    @Test
    void aFileBehindALinkStaysBehindIt() throws IOException {
        Path real = Files.writeString(home.resolve("real"), "[a]\nurl = http://a:1\n");
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, real);
        run(0, "config use-context a");
        assertThat(file).isSymbolicLink();
        assertThat(real).content().startsWith("current-context = a\n");
    }

    @Test
    void whatIsNoContextIsRefused() {
        run(2, "config set-context a/b --url http://a:1");
        run(2, "config set-context a");
        run(2, "config set-context a --url a:1");
        run(2, "", "config", "set-context", "a", "--url", "http://a:1", "--token", "a\nb");
        assertThat(file).doesNotExist();
    }

    @Test
    void commandsAskTheContextsNode() {
        run(0, "config set-context a --url http://127.0.0.1:1");
        run(3, "services list");
        assertThat(command.errors()).contains("no answer from http://127.0.0.1:1", "from context a.");
    }
}
