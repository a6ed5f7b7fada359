package dev.slipway.config.codeship;

import dev.slipway.config.yaml.Position;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what services say of each other. */
final class ServiceChecks {
  private final Map<String, CodeshipService> services;
  private final Diagnoses findings;

  ServiceChecks(Map<String, CodeshipService> services, Diagnoses findings) {
    this.services = services;
    this.findings = findings;
  }

  void check() {
    Set<String> done = new HashSet<>();
    services.values().forEach(service -> {
      service.dependsOn().forEach(name -> known(service, name, "'depends_on' or 'links'"));
      service.volumesFrom().forEach(name -> known(service, source(name), "'volumes_from'"));
      String writer = service.credentials().service();
      if (writer != null) {
        known(service, writer, "'dockercfg_service'");
      }
      cycle(service, new LinkedHashSet<>(), done);
    });
  }

  /** The service that {@code volumes_from} means, without what follows a colon. */
  static String source(String entry) {
    int colon = entry.indexOf(':');
    return colon < 0 ? entry : entry.substring(0, colon);
  }

  /** All services that a service needs to run, itself not included, in an order in which they can start. */
  static List<String> needed(Map<String, CodeshipService> services, String name) {
    Set<String> order = new LinkedHashSet<>();
    needed(services, name, order, new HashSet<>());
    order.remove(name);
    return List.copyOf(order);
  }

  private static void needed(
      Map<String, CodeshipService> services, String name, Set<String> order, Set<String> seen) {
    CodeshipService service = services.get(name);
    if (service != null && seen.add(name)) {
      service.dependsOn().forEach(next -> needed(services, next, order, seen));
      order.add(name);
    }
  }

  private void known(CodeshipService service, String name, String where) {
    if (!services.containsKey(name)) {
      findings.problem(
          at(service),
          "the service '" + name + "' in " + where + " of the service '" + service.name() + "'",
          "a service of this file" + Similar.hint(name, services.keySet()),
          "correct the name, or add the service");
    }
  }

  /** Visits each service once; there are no more levels than services. */
  private void cycle(CodeshipService service, Set<String> path, Set<String> done) {
    if (done.contains(service.name()) || path.size() > services.size()) {
      return;
    }
    if (!path.add(service.name())) {
      List<String> way = new ArrayList<>(path);
      way = new ArrayList<>(way.subList(way.indexOf(service.name()), way.size()));
      way.add(service.name());
      findings.problem(
          at(service),
          "services that wait for each other: " + String.join(" -> ", way),
          "an order in which services can start",
          "leave one of these dependencies out");
      return;
    }
    for (String next : neighbours(service)) {
      CodeshipService other = services.get(next);
      if (other != null) {
        cycle(other, path, done);
      }
    }
    path.remove(service.name());
    done.add(service.name());
  }

  private static List<String> neighbours(CodeshipService service) {
    List<String> all = new ArrayList<>(service.dependsOn());
    service.volumesFrom().forEach(entry -> all.add(source(entry)));
    if (service.credentials().service() != null) {
      all.add(service.credentials().service());
    }
    return all;
  }

  private static Position at(CodeshipService service) {
    return Places.position(service.place());
  }
}
