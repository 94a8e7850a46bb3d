package io.portmaster;

import java.lang.reflect.Field;

/**
 * Keeps the JVM from printing, at the first use of {@code sun.misc.Unsafe}, four lines that are no JSON. JDK 24 and later do
 * that (JEP 498). Protobuf uses the class, and no release of it does without so far. {@code deploy/jvm.options} has the
 * JVM's own option for it, {@code --sun-misc-unsafe-memory-access=allow}; a jar can't carry that, and a node that is started
 * as {@code java -jar portmaster.jar serve} has only this.
 */
final class UnsafeWarning {
    private UnsafeWarning() {}

    /** Marks the warning as given. Does nothing where there is none, or where a JDK keeps that mark in another way. */
    static void silence() {
        try {
            // By name: the compiler warns of each mention of the class itself. The module jdk.unsupported opens it to
            // everybody.
            Field given = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            given.setAccessible(true);
            given.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The warning is printed then, and nothing else comes of it.
        }
    }
}
