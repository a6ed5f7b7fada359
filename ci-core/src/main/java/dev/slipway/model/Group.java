package dev.slipway.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The definition of a group of entries. Made by {@link GroupBuilder}; immutable.
 *
 * @param name its full name
 * @param kind how its entries follow each other
 * @param nodes its entries, in the order written
 * @param condition whether it is part of a build
 * @param failFast whether its other steps are stopped when one does not go well
 * @param maxParallel how many of its steps may run at once; 0 for no limit of its own
 * @since 0.1
 */
public record Group(
    String name,
    Kind kind,
    List<Node> nodes,
    Condition condition,
    boolean failFast,
    int maxParallel)
    implements Node {

  /** How the entries of a group follow each other. */
  public enum Kind {
    /** One after the other. */
    SERIAL,
    /** In any order. */
    PARALLEL
  }

  /** Makes a group. */
  public Group {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    nodes = List.copyOf(nodes);
    Objects.requireNonNull(condition, "condition");
  }

  /** Returns a copy inside one more included pipeline, whose variables go to its steps. */
  Group within(String prefix, Map<String, String> variables) {
    List<Node> moved =
        nodes.stream().map(node -> inside(node, prefix, variables)).toList();
    return new Group(prefix + "/" + name, kind, moved, condition, failFast, maxParallel);
  }

  /** Returns entries that are in a group with these services. */
  static List<Node> beside(List<Node> nodes, ServiceGroup services) {
    return nodes.stream().map(node -> beside(node, services)).toList();
  }

  private static Node beside(Node node, ServiceGroup services) {
    if (node instanceof Group group) {
      return new Group(
          group.name,
          group.kind,
          beside(group.nodes, services),
          group.condition,
          group.failFast,
          group.maxParallel);
    }
    return ((Step) node).beside(services);
  }

  private static Node inside(Node node, String prefix, Map<String, String> variables) {
    if (node instanceof Group group) {
      return group.within(prefix, variables);
    }
    return ((Step) node).within(prefix, variables);
  }
}
