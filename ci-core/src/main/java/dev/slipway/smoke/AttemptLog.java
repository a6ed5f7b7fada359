package dev.slipway.smoke;

import dev.slipway.model.StepLog;
import dev.slipway.smoke.SmokeReport.Attempt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes attempts to a log; of failures that are alike, the first and the last. For one thread. */
final class AttemptLog implements Consumer<Attempt>, AutoCloseable {
  private final StepLog log;
  private @Nullable Attempt last;
  private int unwritten;

  AttemptLog(StepLog log) {
    this.log = log;
  }

  @Override
  public void accept(Attempt attempt) {
    if (last != null && isAlike(last, attempt)) {
      unwritten++;
    } else {
      close();
      write(attempt);
    }
    last = attempt;
  }

  /** Writes the last one, if it was held back. */
  @Override
  public void close() {
    if (last != null && unwritten > 0) {
      int between = unwritten - 1;
      if (between > 0) {
        log.error("... " + between + " more attempt" + (between == 1 ? "" : "s")
            + " with the same answer");
      }
      write(last);
    }
    unwritten = 0;
  }

  private void write(Attempt attempt) {
    if (attempt.passed()) {
      log.line(attempt.toString());
    } else {
      log.error(attempt.toString());
    }
  }

  private static boolean isAlike(Attempt one, Attempt other) {
    return one.check().equals(other.check())
        && one.status() == other.status()
        && one.finding().equals(other.finding());
  }
}
