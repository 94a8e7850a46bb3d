package io.portmaster.cli.leases;

import static org.assertj.core.api.Assertions.assertThat;

import io.portmaster.cli.NodeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeasesTest {
    @RegisterExtension
    final NodeExtension node = new NodeExtension();

    private String create(String options) {
        return node.run("leases create -o name" + options).expect(0).output().strip();
    }

    @Test
    void aLeaseIsMadeWithItsTimesAndLabels() {
        assertThat(node.run("leases create --ttl 2m --linger 45s --label host=a")
                        .expect(0)
                        .words())
                .containsPattern("LEASE [0-9a-f]{16}\nTTL 120s\nLINGER 45s\n")
                .contains("ENDS in ", " unless it is renewed", "LABELS host=a");
        assertThat(node.run("leases create").expect(0).words()).contains("TTL 60s", "LINGER 30s");
        node.run("leases create --ttl 1s").expect(7);
    }

    @Test
    void showTellsWhatIsOnIt() {
        String lease = create("");
        node.run("offers create django web-01 --accept --lease " + lease).expect(0);
        assertThat(node.run("leases show " + lease).expect(0).words())
                .endsWith("SERVICE NAME PORT\ndjango web-01 5000");
        assertThat(node.run("leases show " + lease + " -o port").expect(0).output())
                .isEqualTo("5000\n");
        assertThat(node.run("leases show " + lease + " -o json").expect(0).output())
                .contains("\"allocations\": [\n    {\n      \"service\": \"django\",");
    }

    @Test
    void listHasFilters() {
        String lease = create(" --label host=a");
        create(" --label host=b");
        assertThat(node.run("leases list -o name").expect(0).output().lines()).hasSize(2);
        assertThat(node.run("leases list --label host=a -o name").expect(0).output())
                .isEqualTo(lease + "\n");
        assertThat(node.run("leases list").expect(0).output()).startsWith("LEASE ");
    }

    @Test
    void itIsRenewedAndEnded() {
        String lease = create("");
        node.run("offers create django web-01 --accept --lease " + lease).expect(0);
        assertThat(node.run("leases renew " + lease).expect(0).output())
                .isEqualTo("lease " + lease + " lasts for another 60s\n");
        assertThat(node.run("leases end " + lease).expect(0).output()).isEqualTo("lease " + lease + " has ended\n");
        node.run("leases renew " + lease).expect(4);
        node.run("leases end " + lease).expect(4);
        node.run("leases show nonsense").expect(7);
        assertThat(node.run("ports list --state allocated -o port").expect(0).output())
                .isEmpty();
    }
}
