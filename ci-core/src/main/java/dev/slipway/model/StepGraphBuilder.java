package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lays out the graph of a pipeline, and reports names that are used twice or not known, and cycles. */
final class StepGraphBuilder {
  private final String place;
  private final List<Problem> problems;

  private final List<Step> steps = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, Integer> stepByName = new HashMap<>();
  private final Map<String, Integer> exitByName = new HashMap<>();
  private final Ints stepAt = new Ints();
  private final Ints vertexOf = new Ints();
  private final Ints groupOf = new Ints();
  private final Ints parentOf = new Ints();
  private final Ints endingAt = new Ints();
  private final Ints from = new Ints();
  private final Ints to = new Ints(); // twice the vertex, plus one for a need

  StepGraphBuilder(String place, List<Problem> problems) {
    this.place = place;
    this.problems = problems;
  }

  StepGraph build(Group root) {
    group(root, -1);
    for (int step = 0; step < steps.size(); step++) {
      needs(steps.get(step), vertexOf.get(step));
    }
    int[] firstEdge = new int[stepAt.size() + 1];
    int[] edges = sorted(firstEdge);
    Cycles cycles = new Cycles(place, steps, stepAt.toArray(), firstEdge, edges);
    int[] order = cycles.order(problems);
    return new StepGraph(
        steps,
        groups,
        stepByName,
        stepAt.toArray(),
        vertexOf.toArray(),
        groupOf.toArray(),
        parentOf.toArray(),
        endingAt.toArray(),
        firstEdge,
        edges,
        order);
  }

  /** Adds a group and returns the vertex where it ends; the vertex where it begins is the one added first. */
  private int group(Group group, int parent) {
    int number = groups.size();
    groups.add(group);
    parentOf.add(parent);
    int enter = vertex(-1);
    int last = enter;
    Ints ends = new Ints();
    for (Node node : group.nodes()) {
      int first = stepAt.size();
      int end = node instanceof Group inner ? group(inner, number) : step((Step) node, number);
      edge(group.kind() == Group.Kind.SERIAL ? last : enter, first, false);
      last = end;
      ends.add(end);
    }
    int exit = vertex(-1, number);
    if (group.kind() == Group.Kind.SERIAL || ends.size() == 0) {
      edge(last, exit, false);
    } else {
      for (int i = 0; i < ends.size(); i++) {
        edge(ends.get(i), exit, false);
      }
    }
    if (parent >= 0) {
      named(group.name(), exit);
    }
    return exit;
  }

  private int step(Step step, int group) {
    int vertex = vertex(steps.size());
    stepByName.putIfAbsent(step.name(), steps.size());
    steps.add(step);
    vertexOf.add(vertex);
    groupOf.add(group);
    named(step.name(), vertex);
    return vertex;
  }

  private void named(String name, int exit) {
    if (exitByName.putIfAbsent(name, exit) != null) {
      problems.add(new Problem(
          place,
          "the name '" + name + "' is used more than once",
          "one step or group of a name",
          "rename one of them"));
    }
  }

  private void needs(Step step, int vertex) {
    for (String need : step.allNeeds()) {
      Integer exit = exitByName.get(need);
      if (exit == null) {
        problems.add(new Problem(
            place + ", step '" + step.name() + "'",
            "it needs '" + need + "', which is no step or group of this pipeline",
            "the name of one" + Similar.hint(need, exitByName.keySet()),
            "correct the name, or add such a step"));
      } else if (isAround(exit, vertex)) {
        problems.add(new Problem(
            place + ", step '" + step.name() + "'",
            "it needs the group '" + need + "', which it is in itself",
            "a step or group that can be over before it",
            "remove the need, or move the step out of the group"));
      } else {
        edge(exit, vertex, true);
      }
    }
  }

  /** Returns whether a vertex is where a group ends that a step is in. */
  private boolean isAround(int exit, int vertex) {
    int group = groupOf.get(stepAt.get(vertex));
    while (group >= 0 && group != endingAt.get(exit)) {
      group = parentOf.get(group);
    }
    return group >= 0;
  }

  private int vertex(int step) {
    return vertex(step, -1);
  }

  private int vertex(int step, int endingGroup) {
    stepAt.add(step);
    endingAt.add(endingGroup);
    return stepAt.size() - 1;
  }

  private void edge(int source, int target, boolean need) {
    from.add(source);
    to.add(target << 1 | (need ? 1 : 0));
  }

  /** Sorts the edges by the vertex they leave, in the order they were added. */
  private int[] sorted(int[] firstEdge) {
    for (int i = 0; i < from.size(); i++) {
      firstEdge[from.get(i) + 1]++;
    }
    for (int v = 1; v < firstEdge.length; v++) {
      firstEdge[v] += firstEdge[v - 1];
    }
    int[] next = firstEdge.clone();
    int[] edges = new int[from.size()];
    for (int i = 0; i < edges.length; i++) {
      edges[next[from.get(i)]++] = to.get(i);
    }
    return edges;
  }

  /** A list of int values that grows. */
  static final class Ints {
    private int[] values = new int[16];
    private int size;

    void add(int value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    int get(int index) {
      return values[index];
    }

    int size() {
      return size;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
