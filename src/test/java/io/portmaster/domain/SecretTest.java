package io.portmaster.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final Name DJANGO = new Name("django");
    private static final Name WEB = new Name("web-01");
    private static final UUID NONCE = UUID.fromString("9f3c0b52-6a53-4c39-9b0a-3f0f4c2b7a11");

    @Test
    void printsAsAPlaceholderWhereverItIsPrinted() {
        Secret secret = new Secret("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");

        assertThat(secret).hasToString("{secret}");
        assertThat("offer " + secret).doesNotContain("6f8ffc86");
        assertThat(secret.reveal()).isEqualTo("6f8ffc86-d98a-49ba-848a-a7cbaaea9360");
    }

    @Test
    void hashesToTheSha256OfItsText() {
        assertThat(new Secret("abc").sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void isEqualToWhoeverHasTheSameText() {
        assertThat(new Secret("abc")).isEqualTo(new Secret("abc")).hasSameHashCodeAs(new Secret("abc"));
        assertThat(new Secret("abc")).isNotEqualTo(new Secret("abd"));
    }

    @Test
    void isARandomUuidUnlessDerived() {
        Random random = new Random(20_261_122);
        Set<Secret> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Secret secret = Secret.random(random);
            UUID uuid = UUID.fromString(secret.reveal());
            assertThat(uuid.version()).isEqualTo(4);
            assertThat(uuid.variant()).isEqualTo(2);
            made.add(secret);
        }
        assertThat(made).hasSize(1_000);
    }

    @Test
    void isDerivedTheSameByEveryNode() {
        Secret secret = derived("a-key-of-sixteen", "default", DJANGO, WEB, NONCE);

        assertThat(secret).isEqualTo(derived("a-key-of-sixteen", "default", DJANGO, WEB, NONCE));
        assertThat(UUID.fromString(secret.reveal()).version()).isEqualTo(8);
        assertThat(UUID.fromString(secret.reveal()).variant()).isEqualTo(2);
    }

    @Test
    void ofAGroupHasTheListOfNamesInItsOrder() {
        Name admin = new Name("admin");
        Secret group = ofGroup(List.of(WEB, admin));

        assertThat(group).isEqualTo(ofGroup(List.of(WEB, admin)));
        assertThat(UUID.fromString(group.reveal()).version()).isEqualTo(8);
        assertThat(group)
                .isNotEqualTo(ofGroup(List.of(admin, WEB)))
                .isNotEqualTo(ofGroup(List.of(WEB)))
                .isNotEqualTo(ofGroup(List.of(new Name(WEB.value() + admin.value()))));
        assertThat(ofGroup(List.of(WEB)))
                .as("a list of one name is another request than the name")
                .isNotEqualTo(derived("a-key-of-sixteen", "default", DJANGO, WEB, NONCE));
    }

    private static Secret ofGroup(List<Name> names) {
        return Secret.derived("a-key-of-sixteen", "default", DJANGO, names, NONCE);
    }

    /** Later releases must compute the same secrets. This one was computed by another program. */
    @Test
    void isDerivedTheSameByEveryVersion() {
        assertThat(derived("a-key-of-sixteen", "default", DJANGO, WEB, NONCE).reveal())
                .isEqualTo("fa3d4885-d7ea-82ab-9300-3dd8f8145ee3");
    }

    @Test
    void isAnotherOneForEveryPartOfWhatItIsDerivedFrom() {
        Name other = new Name("other");
        assertThat(Set.of(
                        derived("a-key-of-sixteen", "default", DJANGO, WEB, NONCE),
                        derived("a-key-of-sixteem", "default", DJANGO, WEB, NONCE),
                        derived("a-key-of-sixteen", "default2", DJANGO, WEB, NONCE),
                        derived("a-key-of-sixteen", "default", other, WEB, NONCE),
                        derived("a-key-of-sixteen", "default", DJANGO, other, NONCE),
                        derived("a-key-of-sixteen", "default", DJANGO, WEB, new UUID(1, 2))))
                .hasSize(6);
    }

    @Test
    void isAnotherOneWhenTheSameCharactersAreDividedOtherwise() {
        assertThat(derived("key-of-sixteen-d", "efault", DJANGO, WEB, NONCE))
                .isNotEqualTo(derived("key-of-sixteen-", "default", DJANGO, WEB, NONCE));
        assertThat(derived("key", "default", new Name("ab"), new Name("c"), NONCE))
                .isNotEqualTo(derived("key", "default", new Name("a"), new Name("bc"), NONCE));
    }

    private static Secret derived(String key, String space, Name service, Name name, UUID nonce) {
        return Secret.derived(key, space, service, name, nonce);
    }
}
