package io.portmaster;

import java.lang.reflect.Field;

/**
 * Keeps JDK 24 and later from printing a warning of four lines, which are no JSON, at the first use of {@code sun.misc.Unsafe}
 * (JEP 498). Protobuf uses that class. {@code deploy/jvm.options} has the JVM's own option against the warning, {@code
 * --sun-misc-unsafe-memory-access=allow}. A jar can't carry that option, so a node that is started as {@code java -jar
 * portmaster.jar serve} needs this class.
 */
final class UnsafeWarning {
    private UnsafeWarning() {}

    /** Marks the warning as printed. Does nothing on a JDK without the warning, or without the field that marks it. */
    static void silence() {
        try {
            // Reflection, since the compiler warns of each mention of the class. The module jdk.unsupported opens it.
            Field given = Class.forName("sun.misc.Unsafe").getDeclaredField("memoryAccessWarned");
            given.setAccessible(true);
            given.setBoolean(null, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The JDK prints the warning. Nothing else happens.
        }
    }
}
