package dev.slipway.examples;

import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Waits until a file says yes. */
record Approved(Path decision, CountDownLatch asked) implements StepAction<Void> {
  @Override
  public @Nullable Void run(StepContext context) {
    context.log().line("approved");
    return null;
  }

  @Override
  public List<Gate> gates() {
    return List.of(new Decision(decision, asked));
  }

  /** A gate that looks for the file. */
  record Decision(Path file, CountDownLatch asked) implements Gate {
    @Override
    public String name() {
      return "decision";
    }

    @Override
    public Answer ask(Question question) {
      asked.countDown();
      return Files.exists(file)
          ? new Open(Lease.none())
          : new Wait("nobody has decided", Duration.ofSeconds(1));
    }
  }
}
