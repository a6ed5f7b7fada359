package dev.slipway.console;

import dev.slipway.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** The table at the end of a build, and the last lines of what went wrong. */
final class Summary {
  /** Of a cell: what is longer cannot be taken in at a glance. */
  private static final int WIDEST = 100;

  private final Colors colors;
  private final IntSupplier width;

  /** Makes a summary; a row longer than {@code width} columns is cut. */
  Summary(Colors colors, IntSupplier width) {
    this.colors = colors;
    this.width = width;
  }

  List<String> lines(BuildView build) {
    List<StepView> ended =
        build.steps().stream().filter(step -> step.outcome() != null).toList();
    List<String> lines = new ArrayList<>();
    if (ended.isEmpty()) {
      return lines;
    }
    int nameColumns =
        ended.stream().mapToInt(step -> Columns.of(Clean.line(step.name))).max().orElse(0);
    int columns = width.getAsInt();
    int first = Math.max(4, Math.min(nameColumns, Math.min(columns / 3, WIDEST)));
    lines.add("");
    if (build.resumed) {
      lines.add("Steps since it was resumed:");
    }
    lines.add(Columns.pad("STEP", first) + "  OUTCOME    DURATION  REASON");
    for (StepView step : ended) {
      lines.add(row(step, first, columns));
    }
    for (StepView step : ended) {
      lines.addAll(tail(step));
    }
    return lines;
  }

  private String row(StepView step, int first, int columns) {
    Outcome outcome = step.outcome() == null ? Outcome.SKIPPED : step.outcome();
    String name = Columns.pad(Columns.cut(Clean.line(step.name), first), first);
    String word = Columns.pad(outcome.word(), 9);
    String duration =
        Columns.pad(outcome == Outcome.SKIPPED ? "-" : Durations.exact(step.duration()), 8);
    int rest = Math.min(columns - first - 9 - 8 - 6, WIDEST);
    return (name + "  " + colors.of(outcome, word) + "  " + duration + "  "
            + Columns.cut(step.reason(), Math.max(rest, 10)))
        .stripTrailing();
  }

  private List<String> tail(StepView step) {
    if (step.outcome() == null || !step.outcome().isBad() || step.tail().isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Last lines of " + Clean.line(step.name) + ":");
    step.tail().forEach(line -> lines.add("  " + line));
    return lines;
  }
}
