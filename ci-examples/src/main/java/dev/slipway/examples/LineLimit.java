package dev.slipway.examples;

import dev.slipway.config.ActionFormat;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts the lines of a file and insists on a most. */
record LineLimit(String file, int most) implements StepAction<Long> {

  /** Returns how it stands in a file. */
  static ActionFormat<LineLimit> format() {
    return ActionFormat.of(
        LineLimit.class,
        value -> new LineLimit(
            value.only("file", "most").get("file").text(), value.get("most").integer()),
        limit -> Map.of("file", limit.file, "most", limit.most));
  }

  @Override
  public Long run(StepContext context) throws Exception {
    long lines = Files.readAllLines(context.workspace().resolve(file)).size();
    context.log().line(file + " has " + lines + " lines");
    if (lines > most) {
      throw new StepFailedException(
          file + " has " + lines + " lines, at most " + most + " are allowed");
    }
    return lines;
  }

  @Override
  public Class<?> outputType() {
    return Long.class;
  }

  @Override
  public List<Problem> problems() {
    return most > 0
        ? List.of()
        : List.of(new Problem("line limit", "a limit of " + most, "1 or more", "correct it"));
  }

  @Override
  public Optional<Long> standIn() {
    return Optional.of(1L);
  }
}
