package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.portmaster.commit.Outcome.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** etcd's possible answers to a transaction, by the codes and messages of its {@code rpctypes}. */
class EtcdErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "RESOURCE_EXHAUSTED, etcdserver: mvcc: database space exceeded",
        "RESOURCE_EXHAUSTED, etcdserver: too many requests",
        "UNAVAILABLE, etcdserver: request timed out",
        "UNAVAILABLE, 'etcdserver: request timed out, possibly due to previous leader failure'",
        "UNAVAILABLE, etcdserver: leader changed",
        "UNAVAILABLE, etcdserver: no leader",
        "UNAVAILABLE, etcdserver: server stopped",
        "DEADLINE_EXCEEDED, deadline exceeded",
        "CANCELLED, context canceled",
        "INTERNAL, anything",
        "UNKNOWN, anything"
    })
    void failureThatMayComeAfterTheProposalIsUnknown(Status.Code code, String words) {
        assertThat(EtcdErrors.definite(code.toStatus().withDescription(words).asRuntimeException()))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, etcdserver: duplicate key given in txn request, INVALID",
        "INVALID_ARGUMENT, etcdserver: too many operations in txn request, INVALID",
        "INVALID_ARGUMENT, etcdserver: request is too large, INVALID",
        "NOT_FOUND, etcdserver: requested lease not found, LEASE_GONE",
        "PERMISSION_DENIED, etcdserver: permission denied, REFUSED",
        "UNAUTHENTICATED, etcdserver: invalid auth token, REFUSED",
        "INVALID_ARGUMENT, etcdserver: user name is empty, REFUSED",
        "UNAVAILABLE, etcdserver: rpc not supported for learner, REFUSED",
        "DATA_LOSS, etcdserver: corrupt cluster, REFUSED"
    })
    void refusalBeforeTheWriteHasChangedNothing(Status.Code code, String words, Reason reason) {
        assertThat(EtcdErrors.definite(code.toStatus().withDescription(words).asRuntimeException()))
                .isEqualTo(reason);
    }

    @Test
    void callThatWasNotSentHasChangedNothingWhateverItsStatus() {
        Throwable unsent = Status.DEADLINE_EXCEEDED
                .withCause(new CallInterceptor.NotSentException())
                .asRuntimeException();
        assertThat(EtcdErrors.definite(unsent)).isEqualTo(Reason.NOT_SENT);
    }
}
