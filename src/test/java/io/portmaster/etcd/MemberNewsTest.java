package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MemberNewsTest {
    private static final Member ONE = member("http://10.0.0.1:1", 1);
    private static final Member OTHER = member("http://10.0.0.2:2", 2);

    private final Logger logger = (Logger) LoggerFactory.getLogger(MemberNews.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Member> listed = new ArrayList<>(List.of(ONE, OTHER));
    private final MemberNews news = new MemberNews(() -> listed);

    private @Nullable Level level;

    private static Member member(String label, int port) {
        return new Member(label, InetSocketAddress.createUnresolved("etcd", port));
    }

    @BeforeEach
    void listen() {
        level = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(level);
        logger.setAdditive(true);
    }

    /** A field that is no text would become a JSON object in the log. */
    @Test
    void eachLineHasTheMembersAddressAsAFieldOfText() {
        news.silent(ONE, "Connection refused");
        news.stranger(ONE, "it holds no installation");
        news.unusable(ONE, "is etcd 3.4.23");
        news.usable(ONE);
        news.warning(ONE, "it may answer stale reads");
        assertThat(lines.list).hasSize(5).allSatisfy(line -> assertThat(line.getKeyValuePairs())
                .singleElement()
                .satisfies(pair -> {
                    assertThat(pair.key).isEqualTo("member");
                    assertThat(pair.value).isEqualTo("http://10.0.0.1:1");
                }));
    }

    @Test
    void stateIsLoggedAgainOnlyOnceItHasChanged() {
        news.usable(ONE);
        news.usable(ONE);
        news.usable(OTHER);
        news.silent(ONE, "Connection refused");
        news.silent(ONE, "no answer within 2 s");
        news.usable(ONE);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "etcd at http://10.0.0.1:1 is a member of this installation's cluster",
                        "etcd at http://10.0.0.2:2 is a member of this installation's cluster",
                        "etcd at http://10.0.0.1:1 does not answer: Connection refused",
                        "etcd at http://10.0.0.1:1 is a member of this installation's cluster");
    }

    @Test
    void memberThatComesBackToTheListIsNews() {
        news.usable(ONE);
        listed.remove(ONE);
        news.usable(OTHER);
        news.usable(OTHER);
        listed.add(ONE);
        news.usable(ONE);
        assertThat(lines.list).hasSize(3);
    }
}
