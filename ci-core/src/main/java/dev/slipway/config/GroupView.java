package dev.slipway.config;

import dev.slipway.model.Group;
import dev.slipway.model.Node;
import dev.slipway.model.Service;
import dev.slipway.model.ServiceGroup;
import dev.slipway.model.Step;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A group as it is written: with the services that its steps carry.
 *
 * @param group the group
 * @param scope the names of the included pipelines around its entries, each with a slash behind
 * @param services the name by which the steps know its services
 */
record GroupView(Group group, String scope, String services) {

  /** Returns the name without those of included pipelines. */
  String name() {
    return group.name().startsWith(scope) ? group.name().substring(scope.length()) : group.name();
  }

  GroupView inner(Group other) {
    return new GroupView(other, scope, other.name());
  }

  /** Returns an included pipeline as the group of its entries. */
  GroupView included(Group pipeline) {
    return new GroupView(pipeline, pipeline.name() + "/", pipeline.name());
  }

  /** Tells an included pipeline from a serial group: its steps have its name before their own. */
  boolean isIncluded(Group other) {
    return steps(other)
        .findFirst()
        .filter(step -> step.scope().startsWith(other.name() + "/"))
        .isPresent();
  }

  Map<String, Service> own() {
    Optional<ServiceGroup> found = steps(group)
        .flatMap(step -> step.execution().sharedServices().stream())
        .filter(shared -> shared.group().equals(services))
        .findFirst();
    return found.map(ServiceGroup::services).orElse(Map.of());
  }

  static Stream<Step> steps(Group group) {
    return group.nodes().stream().flatMap(GroupView::steps);
  }

  private static Stream<Step> steps(Node node) {
    return node instanceof Group inner ? steps(inner) : Stream.of((Step) node);
  }
}
