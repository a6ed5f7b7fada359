package dev.slipway.engine;

import dev.slipway.cache.LogRecording;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Artifact;
import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Produced;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a step, on a thread of its own. It knows the build but not the engine's bookkeeping: when it is over it posts
 * its result and that is all.
 */
final class Attempt implements Runnable {
  private static final int LONGEST_COMMAND = 120;

  private final BuildRun build;
  private final BuildFacts facts;
  private final StepAttempts attempts;
  private final Step step;
  private Execution execution; // with the names of images that steps make, when the attempt begins
  private final int number;
  private final StepOutputPipe pipe;
  private final @Nullable StepReuse reuse;
  private final Object lock = new Object();
  private Time.@Nullable Worker worker; // guarded by lock
  private boolean stopRequested; // guarded by lock
  private boolean ended; // guarded by lock
  private volatile Ran ran = Ran.NOTHING;

  Attempt(BuildRun build, StepAttempts attempts, Step step, int number) {
    this.build = build;
    this.facts = build.facts();
    this.attempts = attempts;
    this.step = step;
    this.execution = facts.pins().of(step);
    this.number = number;
    LogRecording recording = StepReuse.isFor(facts, step) ? new LogRecording() : null;
    this.pipe = build.pipe(step, recording, this::requestStop);
    this.reuse = recording == null ? null : new StepReuse(facts, step, pipe, recording);
  }

  void start() {
    synchronized (lock) {
      worker = facts.time().start("slipway " + facts.id() + " " + step.name(), this);
      if (stopRequested) {
        worker.interrupt();
      }
    }
  }

  /** Interrupts the attempt, unless it is over. */
  void requestStop() {
    synchronized (lock) {
      stopRequested = true;
      if (worker != null && !ended) {
        worker.interrupt();
      }
    }
  }

  boolean isStopRequested() {
    synchronized (lock) {
      return stopRequested;
    }
  }

  /** Whether the step waits for it; behind the build's mailbox. */
  boolean isAtWork() {
    return attempts.isAtWork(this);
  }

  /** Lets go of an attempt that nothing waits for any more: what it still writes is not kept. */
  void abandon() {
    pipe.abandon();
  }

  long lastOutput() {
    return pipe.lastOutput();
  }

  /** Returns what is known of it so far, beside the result. */
  Ran ran() {
    return ran;
  }

  @Override
  public void run() {
    AttemptResult result = result();
    synchronized (lock) {
      ended = true;
    }
    // From here no interrupt can reach this thread by way of the attempt; one that came late must
    // not hit what follows.
    Thread.interrupted();
    build.post(() -> attempts.ended(this, result));
  }

  private AttemptResult result() {
    AttemptResult result;
    try {
      result = closed(work());
    } catch (InterruptedException e) {
      result = closed(
          AttemptResult.bad(Outcome.CANCELLED, new Reason.Cancelled("it was asked to stop")));
    } catch (SlipwayException e) {
      result = closed(AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(e.problems())));
    } catch (RuntimeException | Error e) {
      result =
          closed(AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(List.of(defect(e)))));
    }
    return facts.secrets().redact(result);
  }

  /** Closes the output; output that could not be kept makes the attempt errored. */
  private AttemptResult closed(AttemptResult result) {
    try {
      pipe.close();
    } catch (SlipwayException e) {
      return AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(e.problems()));
    } catch (RuntimeException | Error e) {
      return AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(List.of(defect(e))));
    }
    return result;
  }

  private AttemptResult work() throws InterruptedException {
    if (isStopRequested()) {
      throw new InterruptedException("asked to stop before it began");
    }
    if (attempts.wasInterrupted() && number == attempts.number()) {
      step.produces()
          .forEach(produced -> facts.parts().artifacts().remove(facts.workspace(), produced));
    }
    step.consumes()
        .forEach(ref -> facts
            .parts()
            .artifacts()
            .restore(StepArtifacts.get(facts, step, ref), facts.workspace()));
    execution = new MadeImages(facts, step).resolved(facts.pins().of(step), pipe);
    return reuse == null ? anew() : reused(reuse);
  }

  /** Takes from earlier builds what can be taken, and keeps for later ones what it does itself. */
  private AttemptResult reused(StepReuse reuse) throws InterruptedException {
    Map<String, String> images = ImageDigests.of(facts, step, execution);
    Optional<AttemptResult> earlier = reuse.earlier(images);
    ran = new Ran(images, reuse.changes(), null);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    reuse.begin();
    AttemptResult result = anew();
    if (result.outcome() == Outcome.SUCCEEDED) {
      reuse.keep(result);
    }
    return result;
  }

  private AttemptResult anew() throws InterruptedException {
    AttemptResult result = step.work() instanceof Work.Commands commands
        ? commands(commands.commands())
        : new ActionCall(build, step, number, pipe, this).result();
    return result.outcome() == Outcome.SUCCEEDED && !step.produces().isEmpty()
        ? stored(result)
        : result;
  }

  private AttemptResult commands(List<Command> commands) throws InterruptedException {
    try (StepSession session = open()) {
      if (execution.hasServices()) {
        session.startServices(pipe);
      }
      for (Command command : commands) {
        ExitStatus status = session.run(command, pipe);
        if (!status.succeeded()) {
          keep(session);
          return AttemptResult.bad(Outcome.FAILED, reason(status, command));
        }
      }
    }
    return AttemptResult.succeeded(null, List.of());
  }

  /** Keeps the container of a session for people, if the step says so. */
  void keep(StepSession session) {
    Duration time = execution.container().keptAfterFailure();
    if (time == null) {
      return;
    }
    session.keep().ifPresent(shell -> {
      ran = new Ran(ran.images(), ran.changes(), shell);
      pipe.line(
          LogStream.OUT, "kept for " + time.toSeconds() + " s; to get into it, run: " + shell);
    });
  }

  /** Opens a session, and notes which images it runs. */
  StepSession open() throws InterruptedException {
    StepSession session =
        facts.parts().runtimes().of(step).open(facts.session(step, number, execution));
    try {
      if (ran.images().isEmpty()) {
        ran = new Ran(ImageDigests.of(facts, step, execution), ran.changes(), null);
      }
      return session;
    } catch (InterruptedException | RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  private AttemptResult stored(AttemptResult result) {
    List<Artifact> artifacts = new ArrayList<>();
    for (Produced produced : step.produces()) {
      Optional<Artifact> artifact = facts.parts().artifacts().store(facts.workspace(), produced);
      if (artifact.isEmpty()) {
        return AttemptResult.bad(
            Outcome.FAILED,
            new Reason.Said("it declares the artifact '" + produced.name()
                + "', but no file matches " + produced.glob()));
      }
      artifacts.add(artifact.get());
    }
    return AttemptResult.succeeded(result.output(), artifacts);
  }

  static Reason reason(ExitStatus status, Command command) {
    String text = shortened(command.toString());
    if (status instanceof ExitStatus.Exited exited) {
      return exited.code() == 0
          ? AttemptResult.COMPLETED
          : new Reason.ExitCode(exited.code(), text);
    } else if (status instanceof ExitStatus.Signalled signalled) {
      return new Reason.Signalled(signalled.signal(), text);
    }
    return new Reason.OutOfMemory(text);
  }

  /** Returns the first line of a command, cut where it grows too long for a sentence. */
  private static String shortened(String command) {
    List<String> lines = command.strip().lines().toList();
    String first = lines.isEmpty() ? "" : lines.get(0);
    boolean cut = lines.size() > 1 || first.length() > LONGEST_COMMAND;
    return cut
        ? first.substring(0, Math.min(first.length(), LONGEST_COMMAND)).strip() + " ..."
        : first;
  }

  private Problem defect(Throwable e) {
    return new Problem(
        "step '" + step.name() + "'",
        "the step could not be run because of " + e,
        "no such error",
        "report it with the log of the application");
  }
}
