package io.portmaster.allocation;

import io.portmaster.domain.Name;
import io.portmaster.registry.SpaceRecords;
import org.jspecify.annotations.Nullable;

/**
 * The services, in the order of their names.
 *
 * @param after only names after this one; null for all
 */
record ServiceListQuery(@Nullable Name after, int limit) implements Query<Page<ServiceStatus>> {
    @Override
    public Page<ServiceStatus> answer(SpaceRecords records) {
        return Page.of(
                records.services().stream()
                        .filter(service ->
                                after == null || service.value().name().compareTo(after) > 0)
                        .map(service -> ServiceStatus.of(records, service))
                        .iterator(),
                limit);
    }
}
