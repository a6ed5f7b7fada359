package dev.slipway.examples.readme;

import dev.slipway.model.Effect;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The second listing: a step of one's own. */
final class LicenceCheck {
  private LicenceCheck() {}

  // listing
  /** Fails the build when a file lacks the licence header. */
  record LicenceHeader(String header) implements StepAction<Integer> {
    @Override
    public Integer run(StepContext context) throws Exception {
      int checked = 0;
      try (var files = Files.walk(context.workspace().resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          context.cancellation().check();
          if (!Files.readString(file).startsWith(header)) {
            throw new StepFailedException(file.getFileName() + " has no licence header");
          }
          checked++;
        }
      }
      context.log().line(checked + " files have the licence header");
      return checked;
    }

    @Override
    public Class<?> outputType() {
      return Integer.class;
    }

    @Override
    public Effect effect() {
      return Effect.INSIDE; // it may run again after an interruption
    }

    @Override
    public Optional<Integer> standIn() {
      return Optional.of(42); // what a simulation sees in place of running it
    }
  }
  // end
}
