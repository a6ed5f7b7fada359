package dev.slipway.config.codeship;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds services that cannot run: a mistake where they are needed, else accepted, as what others are made of with anchors. */
final class UsedServices {
  private final Map<String, CodeshipService> services;
  private final Diagnoses findings;
  private final Set<String> used = new LinkedHashSet<>();

  UsedServices(Map<String, CodeshipService> services, Diagnoses findings) {
    this.services = services;
    this.findings = findings;
  }

  void check(List<CodeshipStep> steps) {
    if (findings.hasProblems()) {
      return; // an image may be missing because it was refused
    }
    steps.forEach(this::step);
    for (CodeshipService service : services.values()) {
      if (service.image() == null && service.build() == null) {
        String found = "the service '" + service.name() + "' with neither an image nor a build";
        String expected = "'image' or 'build'";
        if (used.contains(service.name())) {
          findings.problem(Places.position(service.place()), found, expected, "write one of them");
        } else {
          findings.warning(
              Places.position(service.place()),
              found,
              expected,
              "leave it out if nothing needs it");
        }
      }
    }
  }

  private void step(CodeshipStep step) {
    if (step.service() != null) {
      use(step.service());
    }
    if (step.common().credentials().service() != null) {
      use(step.common().credentials().service());
    }
    step.common().onFail().forEach(this::step);
    if (step instanceof CodeshipStep.Group group) {
      group.steps().forEach(this::step);
    }
  }

  private void use(String name) {
    CodeshipService service = services.get(name);
    if (service == null || !used.add(name)) {
      return;
    }
    service.dependsOn().forEach(this::use);
    service.volumesFrom().forEach(entry -> use(ServiceChecks.source(entry)));
    if (service.credentials().service() != null) {
      use(service.credentials().service());
    }
  }
}
