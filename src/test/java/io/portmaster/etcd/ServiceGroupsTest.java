package io.portmaster.etcd;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.commit.Guard;
import io.portmaster.commit.Guard.Absent;
import io.portmaster.commit.Guard.RangeUnchangedSince;
import io.portmaster.commit.Mutation;
import io.portmaster.domain.Name;
import io.portmaster.domain.Space;
import io.portmaster.record.Key.ServiceKey;
import io.portmaster.record.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceGroupsTest {
    @Test
    void childOfAGroupReadsExactlyOneKey() {
        assertThatCode(() -> groups("a")).doesNotThrowAnyException();
        assertThatThrownBy(() -> groups("a", "b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> groups()).isInstanceOf(IllegalArgumentException.class);
    }

    /** The groups of one child, which needs a range of services unchanged and these services absent. */
    private static ServiceGroups groups(String... absent) {
        List<Guard> guards = new ArrayList<>();
        guards.add(new RangeUnchangedSince(new KeyRange.Services(Space.DEFAULT), 7));
        for (String name : absent) {
            guards.add(new Absent(new ServiceKey(Space.DEFAULT, new Name(name))));
        }
        Mutation mutation = new Mutation(Mutation.Kind.CREATE_SERVICE, guards, List.of(), false, false, false);
        return new ServiceGroups(List.of(new Child(0, mutation)));
    }
}
