package io.portmaster.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Compare.CompareResult;
import io.etcd.jetcd.api.Compare.CompareTarget;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys {@code _id} of a prefix, and of the prefixes that it lies in.
 *
 * @param prefix of all keys, ends in a slash
 */
record InstallationKeys(String prefix) {
    private static final String NAME = "_id";

    ByteString own() {
        return ByteString.copyFromUtf8(prefix + NAME);
    }

    /** A compare that holds if the prefix's {@code _id} has that value. */
    Compare holds(ByteString value) {
        return Compare.newBuilder()
                .setKey(own())
                .setTarget(CompareTarget.VALUE)
                .setResult(CompareResult.EQUAL)
                .setValue(value)
                .build();
    }

    RequestOp read() {
        return Transactions.get(own());
    }

    /**
     * A transaction that puts the value under the prefix's {@code _id} if the compare holds. Else it reads what stands there.
     */
    TxnRequest put(ByteString value, Compare onlyIf) {
        return TxnRequest.newBuilder()
                .addCompare(onlyIf)
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(PutRequest.newBuilder().setKey(own()).setValue(value)))
                .addFailure(read())
                .build();
    }

    /**
     * The {@code _id} of each prefix that contains this one. An installation there would take this prefix's records for its
     * own.
     */
    List<ByteString> outer() {
        List<ByteString> keys = new ArrayList<>();
        for (int slash = prefix.indexOf('/');
                slash >= 0 && slash < prefix.length() - 1;
                slash = prefix.indexOf('/', slash + 1)) {
            keys.add(ByteString.copyFromUtf8(prefix.substring(0, slash + 1) + NAME));
        }
        return keys;
    }
}
