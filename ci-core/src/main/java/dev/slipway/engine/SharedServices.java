package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Pipeline;
import dev.slipway.model.ServiceGroup;
import dev.slipway.runtime.StepRuntime;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the services that steps of a group shared, when the group is over. Those of the whole pipeline end with the build. */
final class SharedServices {
  private static final Logger log = LoggerFactory.getLogger(SharedServices.class);

  private final BuildRun build;
  private final BuildFacts facts;
  private final Set<String> groups;

  SharedServices(BuildRun build, Pipeline pipeline) {
    this.build = build;
    this.facts = build.facts();
    this.groups = pipeline.steps().stream()
        .flatMap(step -> step.execution().sharedServices().stream())
        .map(ServiceGroup::group)
        .filter(group -> !group.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  void groupIsOver(String group) {
    StepRuntime runtime = facts.parts().runtimes().containers();
    if (runtime == null || !groups.contains(group)) {
      return;
    }
    build.effect(() -> facts
        .time()
        .start("slipway services " + facts.id() + " " + group, () -> end(runtime, group)));
  }

  private void end(StepRuntime runtime, String group) {
    try {
      runtime.endServices(facts.id(), group);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SlipwayException e) {
      log.warn("Build {}: services of group '{}' end with the build", facts.id(), group, e);
    }
  }
}
