package dev.slipway.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Services that the steps of a group share. They start with the first of these steps that runs. Immutable.
 *
 * @param group the full name of the group; empty for the whole pipeline
 * @param services the services by their names
 * @since 0.1
 */
public record ServiceGroup(String group, Map<String, Service> services) {

  /**
   * Makes a group of services.
   *
   * @throws NullPointerException if a part is null
   */
  public ServiceGroup {
    Objects.requireNonNull(group, "group");
    services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
  }

  ServiceGroup within(String pipeline) {
    return new ServiceGroup(group.isEmpty() ? pipeline : pipeline + "/" + group, services);
  }
}
