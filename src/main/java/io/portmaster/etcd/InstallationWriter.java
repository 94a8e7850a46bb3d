package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.impl.EventLoopClient;
import io.portmaster.loop.Loop;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes {@code _id}, by a compare-and-swap. One write is on its way at a time. */
final class InstallationWriter {
    private static final Logger log = LoggerFactory.getLogger(InstallationWriter.class);

    private final InstallationKeys keys;
    private final Loop loop;
    private boolean writing;

    InstallationWriter(InstallationKeys keys, Loop loop) {
        this.keys = keys;
        this.loop = loop;
    }

    /**
     * What came of a write.
     *
     * @param done whether the compare held, so that the value was written
     * @param report what the member holds now
     */
    record Result(boolean done, MemberReport report) {}

    /** Whether a write is on its way. */
    boolean isWriting() {
        return writing;
    }

    /**
     * Writes the value if the compare holds. Not called while a write is on its way.
     *
     * @return completes on the loop. Fails if the member doesn't answer: then the next handshake shows what was written
     */
    CompletableFuture<Result> write(Member member, EventLoopClient client, Compare onlyIf, Installation value) {
        writing = true;
        return client.txn(keys.put(value.value(), onlyIf))
                .whenCompleteAsync(
                        (response, error) -> {
                            writing = false;
                            if (error != null) {
                                log.atWarn()
                                        .addKeyValue("member", member.label())
                                        .log(
                                                "etcd at {} did not confirm the write of {}: {}",
                                                member,
                                                keys.own().toStringUtf8(),
                                                EtcdErrors.brief(error));
                            }
                        },
                        loop)
                .thenApply(response -> result(member, value, response));
    }

    private Result result(Member member, Installation value, TxnResponse response) {
        ByteString found = value.value();
        if (response.getSucceeded()) {
            log.atInfo()
                    .addKeyValue("member", member.label())
                    .log("this node wrote {} at {}: installation {}", keys.own().toStringUtf8(), member, value);
        } else {
            RangeResponse read = response.getResponses(0).getResponseRange();
            found = read.getKvsCount() == 0 ? null : read.getKvs(0).getValue();
        }
        return new Result(
                response.getSucceeded(), MemberReport.read(response.getHeader().getClusterId(), found));
    }
}
