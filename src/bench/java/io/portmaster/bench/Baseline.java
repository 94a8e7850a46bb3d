package io.portmaster.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.options.DeleteOption;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the baselines write: the same amount as a node does for an offer. */
final class Baseline {
    private static final int PATIENCE_SECONDS = 60;
    private static final int PREFIX_LENGTH = "/portmaster/".length();

    private final String prefix;
    private final AtomicInteger numbers = new AtomicInteger();

    /** @param name of what it is for */
    Baseline(String name) {
        // This prefix is as long as a node's.
        this.prefix = (name + "------------").substring(0, PREFIX_LENGTH - 1) + "/";
    }

    String prefix() {
        return prefix;
    }

    /** Leaves no records under the prefix for the rounds that follow. The installation stays. */
    void removeAll(Client client) {
        ByteSequence all = ByteSequence.from(prefix + "default/", US_ASCII);
        await(client.getKVClient()
                .delete(all, DeleteOption.builder().isPrefix(true).build()));
    }

    int nextNumber() {
        return numbers.incrementAndGet();
    }

    /** A key as long as a port's. There are more keys than ports, so the five digits are to the base of 36. */
    ByteSequence portKey(int number) {
        return key("default/ports/", number, 5);
    }

    /** A key as long as an offer's index key. */
    ByteSequence offerKey(int number) {
        return key("default/offers/bench-123/web-", number, 8);
    }

    private ByteSequence key(String path, int number, int digits) {
        byte[] key = (prefix + path + "0".repeat(digits)).getBytes(US_ASCII);
        int rest = number;
        for (int at = key.length - 1; rest > 0; at--) {
            key[at] = (byte) Character.forDigit(rest % 36, 36);
            rest /= 36;
        }
        return ByteSequence.from(key);
    }

    /** The value of an offer's index key. */
    ByteSequence index() {
        return bytes("12345");
    }

    /** A node's record of an offer. */
    ByteSequence record() {
        return bytes("{\"v\":1,\"service\":\"bench-123\",\"name\":\"web-00012345\",\"state\":\"offered\","
                + "\"created\":\"2026-11-22T14:16:39.277408Z\",\"ttl\":1800,\"nonce\":\"" + new UUID(1, 2)
                + "\",\"secret_sha256\":\"" + "0123456789abcdef".repeat(4) + "\",\"accept\":false}");
    }

    private static ByteSequence bytes(String text) {
        return ByteSequence.from(text, US_ASCII);
    }

    static void tell(Worker.Progress progress, @Nullable Throwable failure) {
        if (failure != null) {
            progress.failed(failure);
        } else {
            progress.answered();
            progress.over();
        }
    }

    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new BenchException("etcd: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new BenchException("etcd gives no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
