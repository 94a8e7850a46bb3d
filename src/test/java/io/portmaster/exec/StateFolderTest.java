package io.portmaster.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateFolderTest {
    private static Path path(Map<String, String> environment) {
        return StateFolder.of(environment, "django").path();
    }

    @Test
    void folderFollowsTheXdgSpecification() {
        assertThat(path(Map.of("XDG_STATE_HOME", "/x", "HOME", "/home/me"))).hasToString("/x/portmaster/exec/django");
        assertThat(path(Map.of("XDG_STATE_HOME", "", "HOME", "/home/me")))
                .hasToString("/home/me/.local/state/portmaster/exec/django");
        assertThat(path(Map.of("HOME", "/home/me"))).hasToString("/home/me/.local/state/portmaster/exec/django");
    }

    @Test
    void userWithoutFilesIsToldWhatToSet() {
        assertThatThrownBy(() -> path(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("XDG_STATE_HOME");
    }

    @Test
    void namesStayInTheirFolder() {
        StateFolder folder = new StateFolder(Path.of("/state"));

        assertThat(folder.state("a.b_c-D9")).hasToString("/state/a.b_c-D9");
        assertThat(folder.state("web:1@host")).hasToString("/state/web%3A1%40host");
        assertThat(folder.state("../../etc")).hasToString("/state/..%2F..%2Fetc");
        assertThat(folder.state("..")).hasToString("/state/%2E%2E");
        assertThat(folder.state("ü")).hasToString("/state/%C3%BC");
    }

    @Test
    void noInstanceHasAnothersLockForItsState() {
        StateFolder folder = new StateFolder(Path.of("/state"));

        assertThat(folder.lock("web:1")).hasToString("/state/web%3A1%lock");
        assertThat(folder.state("web:1%lock")).hasToString("/state/web%3A1%25lock");
    }
}
