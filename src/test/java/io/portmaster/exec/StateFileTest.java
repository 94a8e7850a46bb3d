package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final UUID FIRST = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID SECOND = UUID.fromString("00000000-0000-4000-8000-000000000002");

    @TempDir
    private Path home;

    private StateFolder folder() {
        return StateFolder.of(Map.of("XDG_STATE_HOME", home.toString()), "django");
    }

    private Path path() {
        return folder().state("web-01");
    }

    private StateFile read() throws IOException {
        folder().make();
        return StateFile.read(folder(), "web-01");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keyIsMadeOnceAndKeptForGood() throws IOException {
        assertThat(read().key(() -> FIRST)).isEqualTo(FIRST.toString());
        assertThat(read().key(() -> SECOND)).isEqualTo(FIRST.toString());
    }

    @Test
    void keyIsOnTheDiskBeforeItIsUsed() throws IOException {
        String key = read().key(() -> FIRST);

        assertThat(Files.readString(path())).isEqualTo("key=" + key + "\n");
    }

    @Test
    void fileThatLostItsKeyGetsANewOne() throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "key=short\nnonsense\n");

        assertThat(read().key(() -> FIRST)).isEqualTo(FIRST.toString());
    }

    @Test
    void whatOthersWroteStays() throws IOException {
        Files.createDirectories(path().getParent());
        Files.writeString(path(), "url=http://old\nkey=0123456789abcdef=\nnew-in-a-later-version=a=b\n");

        read().remember(URI.create("http://new"), "1");

        assertThat(Files.readAllLines(path()))
                .containsExactly("url=http://new", "key=0123456789abcdef=", "new-in-a-later-version=a=b", "lease=1");
    }

    @Test
    void nobodyElseCanReadTheKey() throws IOException {
        read().key(() -> FIRST);

        assertThat(permissions(path())).isEqualTo("rw-------");
        assertThat(permissions(path().getParent())).isEqualTo("rwx------");
        assertThat(permissions(path().getParent().getParent().getParent())).isEqualTo("rwx------");
        try (var files = Files.list(path().getParent())) {
            assertThat(files).containsExactly(path());
        }
    }
}
