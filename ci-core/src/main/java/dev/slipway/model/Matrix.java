package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Axes of values whose combinations each become a step, run in parallel. Immutable.
 *
 * @since 0.1
 */
public final class Matrix {
  private final Map<String, List<String>> axes;
  private final Set<String> declaredTwice;
  private final List<Predicate<Cell>> exclusions;
  private final boolean failFast;
  private final int maxParallel;

  private Matrix(
      Map<String, List<String>> axes,
      Set<String> declaredTwice,
      List<Predicate<Cell>> exclusions,
      boolean failFast,
      int maxParallel) {
    this.axes = axes;
    this.declaredTwice = declaredTwice;
    this.exclusions = List.copyOf(exclusions);
    this.failFast = failFast;
    this.maxParallel = maxParallel;
  }

  /** Returns a matrix of one axis. An axis without values is reported when the pipeline is defined. */
  public static Matrix axis(String name, String... values) {
    return new Matrix(new LinkedHashMap<>(), Set.of(), List.of(), false, 0).and(name, values);
  }

  /** Returns a copy with one more axis. A name or a value that is there already is reported when the pipeline is defined. */
  public Matrix and(String name, String... values) {
    Map<String, List<String>> all = new LinkedHashMap<>(axes);
    Set<String> twice = declaredTwice;
    if (all.putIfAbsent(Objects.requireNonNull(name, "name"), values(values)) != null) {
      twice = new TreeSet<>(declaredTwice);
      twice.add(name);
    }
    return new Matrix(all, twice, exclusions, failFast, maxParallel);
  }

  /** Returns a copy without the combinations that match. */
  public Matrix except(Predicate<Cell> exclusion) {
    List<Predicate<Cell>> all = new ArrayList<>(exclusions);
    all.add(Objects.requireNonNull(exclusion, "exclusion"));
    return new Matrix(axes, declaredTwice, all, failFast, maxParallel);
  }

  /** Returns a copy whose other steps are stopped when one does not go well. */
  public Matrix stopAtFirstFailure() {
    return new Matrix(axes, declaredTwice, exclusions, true, maxParallel);
  }

  /** Returns a copy of which at most so many steps run at once; 0 means no limit of its own. */
  public Matrix atMost(int parallel) {
    return new Matrix(axes, declaredTwice, exclusions, failFast, parallel);
  }

  /** Returns the combinations that are left, the last axis changing fastest. */
  public List<Cell> cells() {
    List<Map<String, String>> rows = List.of(Map.of());
    for (Map.Entry<String, List<String>> axis : axes.entrySet()) {
      rows = rows.stream()
          .flatMap(row -> axis.getValue().stream().distinct().map(value -> {
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

  private static List<String> values(String... values) {
    for (String value : Objects.requireNonNull(values, "values")) {
      Objects.requireNonNull(value, "values");
    }
    return List.of(values);
  }

  /** Finds what is there twice. */
  List<Problem> problems(String place) {
    List<Problem> problems = new ArrayList<>();
    for (String axis : declaredTwice) {
      problems.add(new Problem(
          place, "axis '" + axis + "' is declared twice", "one of a name", "put them together"));
    }
    axes.forEach((axis, values) -> {
      Set<String> seen = new HashSet<>();
      values.stream()
          .filter(value -> !seen.add(value))
          .distinct()
          .map(value -> new Problem(
              place,
              "value '" + value + "' is more than once on axis '" + axis + "'",
              "each value once",
              "leave out the others"))
          .forEach(problems::add);
    });
    return problems;
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
