package io.portmaster.exec;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;

/** Bytes as C takes them. */
final class CStrings {
    private CStrings() {}

    /** The bytes, and a zero behind them. */
    static byte[] terminated(byte[] text) {
        return Arrays.copyOf(text, text.length + 1);
    }

    /**
     * An array of strings, and a null behind them, in memory that is never freed: a process needs few of them, and most of those
     * until another program takes its place.
     */
    static Pointer array(List<byte[]> texts) {
        Pointer array = new Pointer(Native.malloc((texts.size() + 1L) * Native.POINTER_SIZE));
        for (int index = 0; index < texts.size(); index++) {
            byte[] text = texts.get(index);
            Pointer string = new Pointer(Native.malloc(text.length + 1L));
            string.write(0, terminated(text), 0, text.length + 1);
            array.setPointer((long) index * Native.POINTER_SIZE, string);
        }
        array.setPointer((long) texts.size() * Native.POINTER_SIZE, Pointer.NULL);
        return array;
    }
}
