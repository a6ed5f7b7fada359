package dev.slipway.config.codeship;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Scalar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Makes services of a services file. */
final class ServicesReader {
  private static final int MOST_SERVICES = 1_000;
  private static final String WRAPPER = "services";
  private static final Set<String> BESIDE = Set.of("version", "volumes", "networks", "name");

  private final Diagnoses findings;
  private final boolean compose;

  /**
   * Makes a reader.
   *
   * @param compose whether it is a Compose file, where an image beside a build is the name of what is built
   */
  ServicesReader(Diagnoses findings, boolean compose) {
    this.findings = findings;
    this.compose = compose;
  }

  Map<String, CodeshipService> read(YamlNode root) {
    if (!(root instanceof Mapping top)) {
      String found = root instanceof Null ? "an empty file" : root.described();
      findings.problem(
          root.at(),
          found,
          "services by their names",
          "write a service, such as 'app:' with 'image: ...'");
      return Map.of();
    }
    Map<String, CodeshipService> services = new LinkedHashMap<>();
    Map<String, Entry> written = services(top);
    if (written.size() > MOST_SERVICES) {
      findings.problem(
          top.at(), written.size() + " services", "at most " + MOST_SERVICES, "write fewer");
      return Map.of();
    }
    written.forEach((name, entry) -> {
      if (entry.value() instanceof Mapping mapping) {
        ServiceReader reader =
            new ServiceReader(name, mapping, entry.key().at(), findings, compose);
        services.put(name, reader.read());
      } else {
        notAService(name, entry);
      }
    });
    if (services.isEmpty() && !findings.hasProblems()) {
      findings.problem(
          top.at(),
          "no service",
          "at least one",
          "write a service, such as 'app:' with 'image: ...'");
    }
    new ServiceChecks(services, findings).check();
    return services;
  }

  private Map<String, Entry> services(Mapping top) {
    Entry wrapper = top.entries().get(WRAPPER);
    if (wrapper != null && wrapper.value() instanceof Mapping inner && !isService(inner)) {
      top.entries().forEach((key, entry) -> {
        if (!key.equals(WRAPPER) && !BESIDE.contains(key) && !key.startsWith("x-")) {
          findings.warning(
              entry.key().at(),
              "the key '" + key + "' beside '" + WRAPPER + "'",
              "services within it",
              "move it there if it is a service; it is ignored");
        }
      });
      return inner.entries();
    }
    Map<String, Entry> services = new LinkedHashMap<>(top.entries());
    services.keySet().removeIf(key -> isBeside(key, top.entries()));
    return services;
  }

  /** Tells a service that is called like the wrapper from the wrapper. */
  private static boolean isService(Mapping mapping) {
    return !mapping.entries().isEmpty()
        && ServiceReader.KNOWN.containsAll(mapping.entries().keySet());
  }

  private static boolean isBeside(String key, Map<String, Entry> entries) {
    Entry entry = entries.get(key);
    if (entry == null || key.startsWith("x-")) {
      return true;
    }
    boolean service = entry.value() instanceof Mapping mapping && isService(mapping);
    return BESIDE.contains(key) && !service;
  }

  private void notAService(String name, Entry entry) {
    String hint = entry.value() instanceof Scalar ? "; is it indented as it should be?" : "";
    findings.problem(
        entry.value().at(),
        entry.value().described() + " for the service '" + name + "'",
        "a mapping with 'image' or 'build'",
        "describe the service, or leave it out" + hint);
  }
}
