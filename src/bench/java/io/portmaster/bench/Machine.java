package io.portmaster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine of the run, and the versions of its programs. */
final class Machine {
    private Machine() {}

    /** @param folder of etcd's data */
    static Map<String, String> describe(TestBed bed, Path folder) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "processors",
                Runtime.getRuntime().availableProcessors() + " × " + field("/proc/cpuinfo", "model name"));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JVM", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put(
                "etcd",
                bed.etcd().size() + " × " + version(bed) + ", its data on "
                        + Files.getFileStore(folder).type() + ", with fsync");
        return facts;
    }

    private static String version(TestBed bed) {
        return bed.etcd().ctl("version").lines().findFirst().orElse("").replace("etcdctl version: ", "");
    }

    private static String field(String file, String name) throws IOException {
        return Files.readString(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }
}
