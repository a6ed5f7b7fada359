package dev.slipway.model;

import java.util.List;
import java.util.Map;

/**
 * Which step of a pipeline follows which. Vertices are numbered from 0: one for each step, and two for each group, where its
 * entries begin and end. An edge either only orders two vertices, or says that the second needs the first: it is then
 * skipped together with it. Immutable, thread-safe, and as small as it can be: a pipeline may have 100,000 steps.
 *
 * @since 0.1
 */
public final class StepGraph {
  private final List<Step> steps;
  private final List<Group> groups;
  private final Map<String, Integer> stepByName;
  private final int[] stepAt;
  private final int[] vertexOf;
  private final int[] groupOf;
  private final int[] parentOf;
  private final int[] endingAt;
  private final int[] firstEdge;
  private final int[] edges;
  private final int[] order;

  StepGraph(
      List<Step> steps,
      List<Group> groups,
      Map<String, Integer> stepByName,
      int[] stepAt,
      int[] vertexOf,
      int[] groupOf,
      int[] parentOf,
      int[] endingAt,
      int[] firstEdge,
      int[] edges,
      int[] order) {
    this.steps = List.copyOf(steps);
    this.groups = List.copyOf(groups);
    this.stepByName = Map.copyOf(stepByName);
    this.stepAt = stepAt;
    this.vertexOf = vertexOf;
    this.groupOf = groupOf;
    this.parentOf = parentOf;
    this.endingAt = endingAt;
    this.firstEdge = firstEdge;
    this.edges = edges;
    this.order = order;
  }

  /** Returns the steps in the order written; a step is numbered by its place here. */
  public List<Step> steps() {
    return steps;
  }

  /** Returns the groups, each after the one around it; the first is the pipeline itself. */
  public List<Group> groups() {
    return groups;
  }

  /** Returns the number of the step of this full name, or -1. */
  public int indexOf(String name) {
    return stepByName.getOrDefault(name, -1);
  }

  /** Returns how many vertices there are. */
  public int vertices() {
    return stepAt.length;
  }

  /** Returns the number of the step at a vertex, or -1 where a group begins or ends. */
  public int stepAt(int vertex) {
    return stepAt[vertex];
  }

  /** Returns the vertex of a step. */
  public int vertexOf(int step) {
    return vertexOf[step];
  }

  /** Returns the number of the innermost group around a step. */
  public int groupOf(int step) {
    return groupOf[step];
  }

  /** Returns the number of the group around a group, or -1 for the pipeline itself. */
  public int parentOf(int group) {
    return parentOf[group];
  }

  /** Returns the number of the group that ends at a vertex, or -1. */
  public int groupEndingAt(int vertex) {
    return endingAt[vertex];
  }

  /** Returns how many edges leave a vertex. */
  public int outDegree(int vertex) {
    return firstEdge[vertex + 1] - firstEdge[vertex];
  }

  /** Returns the vertex at the end of the {@code i}-th edge that leaves a vertex. */
  public int target(int vertex, int i) {
    return edges[firstEdge[vertex] + i] >> 1;
  }

  /** Returns whether the {@code i}-th edge that leaves a vertex is a need. */
  public boolean isNeed(int vertex, int i) {
    return (edges[firstEdge[vertex] + i] & 1) == 1;
  }

  /** Returns for each vertex how many edges arrive at it, as a new array. */
  public int[] inDegrees() {
    int[] degrees = new int[vertices()];
    for (int edge : edges) {
      degrees[edge >> 1]++;
    }
    return degrees;
  }

  /** Returns the vertices in an order in which every edge points forward, as a new array. */
  public int[] order() {
    return order.clone();
  }
}
