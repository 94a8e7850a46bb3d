package io.portmaster.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StoreContractTest {
    @Test
    void everyPartIsRunForEveryStore() {
        Set<String> written = new ClassFileImporter()
                .importPackagesOf(StoreContract.class).stream()
                        .filter(type -> type.getRawSuperclass()
                                .filter(parent -> parent.isEquivalentTo(ContractPart.class))
                                .isPresent())
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        Set<String> run = Stream.of(StoreContract.class.getDeclaredClasses())
                .filter(nested -> nested.isAnnotationPresent(Nested.class))
                .map(nested -> nested.getSuperclass().getName())
                .collect(Collectors.toSet());

        assertThat(run).hasSizeGreaterThan(5).isEqualTo(written);
    }
}
