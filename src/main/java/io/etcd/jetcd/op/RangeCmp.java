package io.etcd.jetcd.op;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.api.Compare;

/**
 * A compare over every key from one up to, but not including, another. etcd has had it since 3.3 ({@code
 * Compare.range_end}); jetcd's own {@link Cmp} can't say it, and what it would take is visible in this package only.
 *
 * <p>The compare holds if it holds for each key that is there; over no keys at all etcd compares with zeroes.
 */
public final class RangeCmp extends Cmp {
    private final ByteString end;

    public RangeCmp(ByteSequence start, ByteSequence end, Op op, CmpTarget<?> target) {
        super(start, op, target);
        this.end = ByteString.copyFrom(end.getBytes());
    }

    @Override
    Compare toCompare(ByteSequence namespace) {
        return super.toCompare(namespace).toBuilder().setRangeEnd(end).build();
    }
}
