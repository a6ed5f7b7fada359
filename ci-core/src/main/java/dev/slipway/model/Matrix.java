package dev.slipway.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Axes of values whose combinations each become a step, run in parallel. Immutable.
 *
 * @since 0.1
 */
public final class Matrix {
  private final Map<String, List<String>> axes;
  private final List<Predicate<Cell>> exclusions;
  private final boolean failFast;
  private final int maxParallel;

  private Matrix(
      Map<String, List<String>> axes,
      List<Predicate<Cell>> exclusions,
      boolean failFast,
      int maxParallel) {
    this.axes = axes;
    this.exclusions = List.copyOf(exclusions);
    this.failFast = failFast;
    this.maxParallel = maxParallel;
  }

  /** Returns a matrix of one axis. An axis without values is reported when the pipeline is defined. */
  public static Matrix axis(String name, String... values) {
    return new Matrix(new LinkedHashMap<>(Map.of(name, List.of(values))), List.of(), false, 0);
  }

  /** Returns a copy with one more axis. */
  public Matrix and(String name, String... values) {
    Map<String, List<String>> all = new LinkedHashMap<>(axes);
    all.put(name, List.of(values));
    return new Matrix(all, exclusions, failFast, maxParallel);
  }

  /** Returns a copy without the combinations that match. */
  public Matrix except(Predicate<Cell> exclusion) {
    List<Predicate<Cell>> all = new ArrayList<>(exclusions);
    all.add(exclusion);
    return new Matrix(axes, all, failFast, maxParallel);
  }

  /** Returns a copy whose other steps are stopped when one does not go well. */
  public Matrix stopAtFirstFailure() {
    return new Matrix(axes, exclusions, true, maxParallel);
  }

  /** Returns a copy of which at most so many steps run at once; 0 means no limit of its own. */
  public Matrix atMost(int parallel) {
    return new Matrix(axes, exclusions, failFast, parallel);
  }

  /** Returns the combinations that are left, the last axis changing fastest. */
  public List<Cell> cells() {
    List<Map<String, String>> rows = List.of(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      rows = rows.stream()
          .flatMap(row -> axis.getValue().stream().map(value -> {
            Map<String, String> longer = new LinkedHashMap<>(row);
            longer.put(axis.getKey(), value);
            return longer;
          }))
          .collect(Collectors.toList());
    }
    return rows.stream()
        .map(Cell::new)
        .filter(cell -> exclusions.stream().noneMatch(exclusion -> exclusion.test(cell)))
        .toList();
  }

  boolean failFast() {
    return failFast;
  }

  int maxParallel() {
    return maxParallel;
  }

  /** One combination of values. Immutable. */
  public static final class Cell {
    private final Map<String, String> values;

    private Cell(Map<String, String> values) {
      this.values = values;
    }

    /**
     * Returns the value of an axis.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public String get(String axis) {
      String value = values.get(axis);
      if (value == null) {
        throw new IllegalArgumentException(
            "the matrix has no axis '" + axis + "', only " + values.keySet());
      }
      return value;
    }

    /** Returns the combination as {@code jdk=17, os=linux}. */
    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(value -> value.getKey() + "=" + value.getValue())
          .collect(Collectors.joining(", "));
    }
  }
}
