package io.portmaster.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The secret of an offer. A client shows it to accept or reject the offer. It prints as a placeholder; {@link #reveal} gives
 * the text.
 */
public final class Secret {
    private final String text;

    /** @param text as a client sent it. A text that no node has made is allowed, and matches no offer */
    public Secret(String text) {
        this.text = text;
    }

    /** @param random must be unpredictable, as {@link java.security.SecureRandom} is */
    public static Secret random(RandomGenerator random) {
        return new Secret(Uuids.random(random).toString());
    }

    /**
     * The secret of an offer that was made with an idempotency key. Any node can compute it again from the record's nonce. A
     * later offer for the same key has another nonce, and so another secret.
     */
    public static Secret derived(String idempotencyKey, String space, Name service, Name name, UUID nonce) {
        return derived(idempotencyKey, space, service, utf8(name.value()), nonce);
    }

    /** Like {@link #derived(String, String, Name, Name, UUID)}, for the names of a group, in the order of the request. */
    public static Secret derived(String idempotencyKey, String space, Name service, List<Name> group, UUID nonce) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (Name name : group) {
            byte[] bytes = utf8(name.value());
            names.writeBytes(length(bytes));
            names.writeBytes(bytes);
        }
        return derived(idempotencyKey, space, service, names.toByteArray(), nonce);
    }

    private static Secret derived(String idempotencyKey, String space, Name service, byte[] names, UUID nonce) {
        MessageDigest digest = newSha256();
        byte[][] parts = {utf8(idempotencyKey), utf8(space), utf8(service.value()), names, utf8(nonce.toString())};
        for (byte[] part : parts) {
            // The length of each part goes before it, so that different parts never give the same bytes.
            digest.update(length(part));
            digest.update(part);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new Secret(Uuids.of(hash.getLong(), hash.getLong(), Uuids.CUSTOM).toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] length(byte[] part) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array();
    }

    /** SHA-256 of the text's UTF-8 bytes, in lower-case hex. */
    public String sha256() {
        return HexFormat.of().formatHex(newSha256().digest(text.getBytes(UTF_8)));
    }

    /** The text itself, which only the answer to the offer shows. */
    public String reveal() {
        return text;
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && text.equals(secret.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "{secret}";
    }
}
