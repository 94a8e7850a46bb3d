package io.portmaster.exec;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;

/** A set of signals, as the C library and the kernel write it. */
final class SignalSet {
    /** How many {@code long} a {@code sigset_t} has. */
    private static final int LONGS = 16;

    private final BitSet bits;

    private SignalSet(BitSet bits) {
        this.bits = bits;
    }

    static SignalSet none() {
        return new SignalSet(new BitSet());
    }

    /** All that exec takes. */
    static SignalSet taken() {
        BitSet bits = new BitSet();
        Stream.of(Signal.values()).filter(Signal::isTaken).forEach(signal -> bits.set(signal.number() - 1));
        return new SignalSet(bits);
    }

    /** @param mask as {@code /proc/self/status} shows it: hexadecimal digits, the first signal in the lowest bit */
    static SignalSet parse(String mask) {
        return new SignalSet(BitSet.valueOf(new long[] {new BigInteger(mask, 16).longValue()}));
    }

    boolean has(Signal signal) {
        return bits.get(signal.number() - 1);
    }

    boolean hasAll(SignalSet others) {
        BitSet missing = (BitSet) others.bits.clone();
        missing.andNot(bits);
        return missing.isEmpty();
    }

    /** A {@code sigset_t}. */
    long[] toNative() {
        return Arrays.copyOf(bits.toLongArray(), LONGS);
    }
}
