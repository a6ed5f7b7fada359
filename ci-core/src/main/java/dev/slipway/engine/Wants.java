package dev.slipway.engine;

import dev.slipway.model.Flow;
import dev.slipway.model.Group;
import dev.slipway.model.Step;
import dev.slipway.model.StepGraph;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a step must hold beside a slot while it runs. */
final class Wants {
  private Wants() {}

  static Map<String, Integer> of(BuildFacts facts, Step step, int number) {
    StepGraph graph = facts.pipeline().graph();
    Flow flow = step.flow();
    Map<String, Integer> wants = new LinkedHashMap<>();
    flow.locks().stream().sorted().forEach(lock -> wants.put("the lock '" + lock + "'", 1));
    flow.limits().forEach((limit, atMost) -> wants.put("the limit '" + limit + "'", atMost));
    for (int group = graph.groupOf(number); group >= 0; group = graph.parentOf(group)) {
      Group definition = graph.groups().get(group);
      if (definition.maxParallel() > 0) {
        String name = "a place in group '" + definition.name() + "' of build " + facts.id();
        wants.put(name, definition.maxParallel());
      }
    }
    return wants;
  }
}
