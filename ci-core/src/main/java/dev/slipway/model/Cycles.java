package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Orders the vertices of a graph (Kahn's algorithm) and tells cycles. A need that points from a later entry of a sequence to
 * an earlier one is told as what it is, a use before its producer; what is left then is a cycle of needs.
 */
final class Cycles {
  private static final int MOST_REPORTS = 20;

  private final String place;
  private final List<Step> steps;
  private final int[] stepAt;
  private final int[] firstEdge;
  private final int[] edges;
  private final boolean[] removed;

  Cycles(String place, List<Step> steps, int[] stepAt, int[] firstEdge, int[] edges) {
    this.place = place;
    this.steps = steps;
    this.stepAt = stepAt;
    this.firstEdge = firstEdge;
    this.edges = edges;
    this.removed = new boolean[edges.length];
  }

  /** Returns the vertices in order; where there are cycles they are reported and the order lacks their vertices. */
  int[] order(List<Problem> problems) {
    boolean[] done = new boolean[stepAt.length];
    int[] order = sort(done);
    for (int reports = 0; order.length < stepAt.length && reports < MOST_REPORTS; reports++) {
      if (!reportUseBeforeProducer(done, problems)) {
        reportCycle(done, problems);
      }
      Arrays.fill(done, false);
      order = sort(done);
    }
    return order;
  }

  private int[] sort(boolean[] done) {
    int[] degree = new int[stepAt.length];
    for (int e = 0; e < edges.length; e++) {
      degree[edges[e] >> 1] += removed[e] ? 0 : 1;
    }
    int[] order = new int[stepAt.length];
    int end = 0;
    for (int v = 0; v < degree.length; v++) {
      if (degree[v] == 0) {
        order[end++] = v;
      }
    }
    for (int next = 0; next < end; next++) {
      int v = order[next];
      done[v] = true;
      for (int e = firstEdge[v]; e < firstEdge[v + 1]; e++) {
        if (!removed[e] && --degree[edges[e] >> 1] == 0) {
          order[end++] = edges[e] >> 1;
        }
      }
    }
    return Arrays.copyOf(order, end);
  }

  private boolean reportUseBeforeProducer(boolean[] done, List<Problem> problems) {
    boolean found = false;
    for (int v = 0; v < stepAt.length; v++) {
      for (int e = firstEdge[v]; e < firstEdge[v + 1] && !done[v]; e++) {
        int user = edges[e] >> 1;
        boolean need = (edges[e] & 1) == 1 && !removed[e];
        if (need && stepAt[v] >= 0 && reachesInOrder(user, v)) {
          removed[e] = true;
          found = true;
          problems.add(new Problem(
              place + ", step '" + name(user) + "'",
              "it uses '" + name(v) + "', which comes after it",
              "a step that comes before its users",
              "move '" + name(v) + "' before '" + name(user)
                  + "', or put both into a parallel group"));
        }
      }
    }
    return found;
  }

  private boolean reachesInOrder(int start, int goal) {
    return !path(start, goal, false).isEmpty();
  }

  private void reportCycle(boolean[] done, List<Problem> problems) {
    for (int v = 0; v < stepAt.length; v++) {
      for (int e = firstEdge[v]; e < firstEdge[v + 1] && !done[v]; e++) {
        int target = edges[e] >> 1;
        List<Integer> way = (edges[e] & 1) == 1 && !removed[e] ? path(target, v, true) : List.of();
        if (!way.isEmpty()) {
          removed[e] = true;
          List<String> names = new ArrayList<>();
          way.stream().filter(w -> stepAt[w] >= 0).forEach(w -> names.add("'" + name(w) + "'"));
          names.add("'" + name(target) + "'");
          problems.add(new Problem(
              place,
              "steps need each other in a cycle: " + String.join(", then ", names),
              "needs that lead from each step to steps that can run before it",
              "remove one of the needs"));
          return;
        }
      }
    }
  }

  /** Returns the vertices from start to goal, both included, by the shortest way; empty if there is none. */
  private List<Integer> path(int start, int goal, boolean overNeeds) {
    int[] cameFrom = new int[stepAt.length];
    Arrays.fill(cameFrom, -1);
    cameFrom[start] = start;
    ArrayDeque<Integer> todo = new ArrayDeque<>(List.of(start));
    while (!todo.isEmpty() && cameFrom[goal] < 0) {
      int v = todo.remove();
      for (int e = firstEdge[v]; e < firstEdge[v + 1]; e++) {
        int target = edges[e] >> 1;
        if (cameFrom[target] < 0 && !removed[e] && (overNeeds || (edges[e] & 1) == 0)) {
          cameFrom[target] = v;
          todo.add(target);
        }
      }
    }
    List<Integer> way = new ArrayList<>();
    for (int v = goal; cameFrom[v] >= 0; v = cameFrom[v]) {
      way.add(0, v);
      if (v == start) {
        return way;
      }
    }
    return List.of();
  }

  private String name(int vertex) {
    return stepAt[vertex] < 0 ? "group" : steps.get(stepAt[vertex]).name();
  }
}
