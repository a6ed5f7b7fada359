package dev.slipway.engine;

import dev.slipway.artifact.ArtifactStore;
import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.JournalException;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Source;
import dev.slipway.model.Step;
import dev.slipway.model.StepFailedException;
import dev.slipway.model.Trigger;
import dev.slipway.plan.Plan;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import dev.slipway.run.StepResult;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A build at work. All decisions are made behind one mailbox; each batch of messages first writes its events to the journal, then
 * shows them to listeners, and only then lets its effects loose: threads, interrupts, timers.
 */
final class BuildRun {
  private static final Logger log = LoggerFactory.getLogger(BuildRun.class);

  private final EngineParts parts;
  private final EngineLimits limits;
  private final Permits permits;
  private final String id;
  private final Pipeline pipeline;
  private final BuildRecord record;
  private final Path workspace;
  private final Listeners listeners;
  private final Preparing preparing;
  private final Mailbox mailbox = new Mailbox(this::endOfBatch);
  private final CompletableFuture<BuildResult> result = new CompletableFuture<>();

  // Written behind the mailbox, read by anybody.
  private volatile BuildContext context;
  private volatile @Nullable Plan plan;
  private volatile Secrets secrets = Secrets.NONE;
  private volatile Map<String, String> variables = Map.of();
  private volatile StepRun[] steps = new StepRun[0];
  private volatile @Nullable Stop stopping;
  private volatile @Nullable Reason broken;

  // Behind the mailbox only.
  private List<RunEvent> events = new ArrayList<>();
  private List<Runnable> effects = new ArrayList<>();
  private final BuildClock clock;
  private @Nullable GraphWalk walk;
  private @Nullable StepRun firstBad;
  private Instant startedAt;
  private boolean closing;
  private boolean over;
  private boolean leftOver;

  BuildRun(
      EngineParts parts,
      EngineLimits limits,
      Permits permits,
      List<RunListener> listeners,
      BuildRecord record,
      String id,
      Pipeline pipeline,
      BuildContext context) {
    this.parts = parts;
    this.limits = limits;
    this.permits = permits;
    this.id = id;
    this.pipeline = pipeline;
    this.record = record;
    this.context = context;
    this.workspace = record.workspace();
    this.listeners = new Listeners(id, listeners);
    this.preparing = new Preparing(this, parts, limits, record, pipeline);
    this.clock = new BuildClock(this, pipeline.timeLimit().orElse(null), limits.cleanup());
    this.startedAt = parts.time().now();
  }

  // ---- the life of a build

  /** Starts a new build. */
  void begin(BuildRequest request) {
    post(() -> {
      record(new RunEvent.BuildStarted(
          startedAt, id, pipeline.name(), request.source().description(), context));
      effect(() -> preparing.fresh(request.source(), context));
    });
  }

  /** Goes on with a build of which the journal tells. */
  void resume(Prior prior, RunEvent.BuildStarted first, boolean rerun, @Nullable Source source) {
    post(() -> {
      startedAt = first.at();
      stopping = rerun ? null : prior.stop();
      record(new RunEvent.BuildResumed(now(), rerun));
      effect(() -> preparing.again(prior, rerun, source));
    });
  }

  /** The revision is known. */
  void resolved(BuildContext complete) {
    context = complete;
    record(new RunEvent.RevisionResolved(now(), complete.revision()));
  }

  /** Everything is checked and the workspace is there. */
  void ready(Plan thePlan, Secrets theSecrets, StepRun[] theSteps, boolean fresh) {
    if (fresh) {
      record(new RunEvent.WorkspaceReady(now()));
    }
    plan = thePlan;
    context = thePlan.context();
    secrets = theSecrets;
    variables = BuildVariables.of(id, pipeline, thePlan.context());
    steps = theSteps;
    GraphWalk theWalk = new GraphWalk(this, thePlan, theSteps);
    walk = theWalk;
    firstBad = earliestBad(theSteps);
    if (stopping != null) {
      clock.cleanupBegins();
    }
    theWalk.start();
    finishIfOver();
  }

  /** It could not get as far as its first step. */
  void notPrepared(List<Problem> problems) {
    Stop stop = stopping;
    finish(
        stop == null ? Outcome.ERRORED : stop.outcome(),
        stop == null ? new Reason.NotRunnable(problems) : stop.reason());
  }

  /** Asks the build to stop. */
  void stop(Stop stop) {
    if (over || stopping != null) {
      return;
    }
    stopping = stop;
    record(new RunEvent.CancelRequested(now(), stop.outcome(), stop.reason()));
    if (walk == null) {
      effect(preparing::requestStop);
      return;
    }
    clock.cleanupBegins();
    stopAll(stop, false);
    finishIfOver();
  }

  /** The time of steps that run in any case is up. */
  void endCleanup(Stop stop) {
    stopAll(stop, true);
  }

  private void stopAll(Stop stop, boolean always) {
    for (StepRun step : steps) {
      if (always || step.step().flow().trigger() != Trigger.ALWAYS) {
        step.stop(stop);
      }
    }
  }

  /** The engine is being closed. */
  void close() {
    closing = true;
    if (!suspendIfOnlyWaiting()) {
      stop(new Stop(Outcome.CANCELLED, new Reason.Cancelled("the engine was closed"), true));
    }
  }

  /** A step has come to wait at a gate. */
  void gateWaits() {
    if (closing && stopping == null) {
      suspendIfOnlyWaiting();
    }
  }

  private boolean suspendIfOnlyWaiting() {
    boolean waits = false;
    for (StepRun step : steps) {
      switch (step.phase()) {
        case GATE -> waits = true;
        case PENDING, DONE -> {}
        case PERMIT, RUNNING, BACKOFF -> {
          return false;
        }
      }
    }
    if (waits && !over && stopping == null) {
      over = true;
      record(new RunEvent.BuildSuspended(now()));
      effect(() -> parts.time().start("slipway suspend " + id, this::suspend));
    }
    return waits;
  }

  private void suspend() {
    record.sync();
    record.close();
    result.completeExceptionally(new BuildSuspendedException(id));
  }

  /** A step has ended or was skipped. */
  void stepEnded(StepRun step) {
    Outcome outcome = step.outcome();
    if (firstBad == null
        && outcome != null
        && outcome.isBad()
        && !step.step().flow().mayFail()) {
      firstBad = step;
    }
    if (walk != null) {
      walk.ended(step.number());
      finishIfOver();
    }
  }

  void stepActive(boolean active) {
    clock.stepActive(active);
  }

  private void finishIfOver() {
    if (walk == null || !walk.isOver() || over) {
      return;
    }
    Stop stop = stopping;
    StepRun bad = firstBad;
    if (stop != null) {
      finish(stop.outcome(), stop.reason());
    } else if (bad != null && bad.outcome() != null && bad.reason() != null) {
      finish(bad.outcome(), new Reason.BecauseOf(bad.step().name(), bad.reason()));
    } else {
      finish(Outcome.SUCCEEDED, AttemptResult.COMPLETED);
    }
  }

  private void finish(Outcome outcome, Reason reason) {
    over = true;
    clock.stop();
    Instant now = now();
    record(new RunEvent.BuildFinished(now, outcome, reason));
    List<StepResult> results = Arrays.stream(steps).map(StepRun::result).toList();
    BuildResult end = new BuildResult(
        id,
        pipeline.name(),
        context.revision().id().isEmpty() ? null : context.revision(),
        outcome,
        reason,
        startedAt,
        now,
        results);
    effect(() -> parts.time().start("slipway end " + id, () -> wrapUp(end)));
  }

  /** Tidies up, and only then tells the end. */
  private void wrapUp(BuildResult end) {
    try {
      if (leftOver) {
        preparing.reap();
      }
      if (end.succeeded()) {
        record.deleteWorkspace();
      }
      if (broken == null) {
        record.sync();
      }
      record.close();
    } catch (RuntimeException e) {
      log.warn("Build {} has ended but could not tidy up", id, e);
    } finally {
      result.complete(end);
    }
  }

  private static @Nullable StepRun earliestBad(StepRun[] steps) {
    StepRun earliest = null;
    for (StepRun step : steps) {
      Outcome outcome = step.outcome();
      boolean bad = outcome != null && outcome.isBad() && !step.step().flow().mayFail();
      if (bad
          && (earliest == null
              || step.result().finishedAt().isBefore(earliest.result().finishedAt()))) {
        earliest = step;
      }
    }
    return earliest;
  }

  // ---- the mailbox

  void post(Runnable message) {
    mailbox.post(() -> {
      try {
        message.run();
      } catch (RuntimeException | Error e) {
        log.error("Build {} met a defect of the engine and stops", id, e);
        breakDown(new Reason.NotRunnable(List.of(new Problem(
            "build " + id,
            "the engine failed with " + e,
            "no such error",
            "report it with the log of the application"))));
      }
    });
  }

  /** Notes an event of this batch. */
  void record(RunEvent event) {
    events.add(event);
  }

  /** Notes what is to be done when the events of this batch are in the journal. */
  void effect(Runnable effect) {
    effects.add(effect);
  }

  private void endOfBatch() {
    while (!events.isEmpty() || !effects.isEmpty()) {
      List<RunEvent> batch = events;
      events = new ArrayList<>();
      write(batch);
      listeners.tell(batch);
      List<Runnable> todo = effects;
      effects = new ArrayList<>();
      todo.forEach(Runnable::run);
    }
  }

  private void write(List<RunEvent> batch) {
    if (broken != null || batch.isEmpty()) {
      return;
    }
    try {
      record.append(batch);
    } catch (JournalException e) {
      log.error("Build {} stops because its journal cannot be written", id, e);
      Reason reason = new Reason.NotRunnable(e.problems());
      broken = reason;
      post(() -> breakDown(reason));
    }
  }

  private void breakDown(Reason reason) {
    if (broken == null) {
      broken = reason;
    }
    Stop stop = new Stop(Outcome.ERRORED, reason, true);
    stopping = stop;
    if (walk == null) {
      effect(preparing::requestStop);
    } else {
      stopAll(stop, true);
      finishIfOver();
    }
  }

  /** Runs a task behind the mailbox after a time. */
  Time.Timer after(Duration delay, Runnable task) {
    return parts.time().after(delay, () -> post(task));
  }

  /** Makes the journal safe against the death of the machine. */
  void syncJournal() {
    try {
      record.sync();
    } catch (JournalException e) {
      broken = new Reason.NotRunnable(e.problems());
      post(() -> breakDown(new Reason.NotRunnable(e.problems())));
    }
  }

  // ---- what steps ask of their build

  String id() {
    return id;
  }

  BuildContext context() {
    return context;
  }

  @Nullable
  Plan plan() {
    return plan;
  }

  Path workspace() {
    return workspace;
  }

  Secrets secrets() {
    return secrets;
  }

  Map<String, String> variables() {
    return variables;
  }

  Time time() {
    return parts.time();
  }

  Instant now() {
    return parts.time().now();
  }

  RandomGenerator random() {
    return parts.random();
  }

  ArtifactStore artifacts() {
    return parts.artifacts();
  }

  Runtimes runtimes() {
    return parts.runtimes();
  }

  ActionInvoker invoker() {
    return parts.actions();
  }

  Permits permits() {
    return permits;
  }

  EngineLimits limits() {
    return limits;
  }

  StepLogs logs() {
    return record.logs();
  }

  CompletableFuture<BuildResult> result() {
    return result;
  }

  StepRun[] steps() {
    return steps;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  @Nullable
  Stop stopping() {
    return stopping;
  }

  /** Returns why the build can no longer be recorded, or null. */
  @Nullable
  Reason broken() {
    return broken;
  }

  /** Whether a step must not try again. */
  boolean isStopping(StepRun step) {
    if (broken != null) {
      return true;
    }
    boolean stopped =
        stopping != null || (walk != null && walk.stopperOf(step.number()).isPresent());
    return stopped && step.step().flow().trigger() != Trigger.ALWAYS;
  }

  /** Something of a step may still be there when the build ends. */
  void leftOver() {
    leftOver = true;
  }

  StepOutputPipe pipe(Step step, Runnable failed) {
    return new StepOutputPipe(
        step.name(),
        parts.time(),
        record.logs().writer(step.name()),
        secrets.redactor(),
        listeners,
        failed);
  }

  @Nullable
  Object output(String step) {
    return steps[pipeline.graph().indexOf(step)].output();
  }

  Artifact artifact(String step, String name) {
    return steps[pipeline.graph().indexOf(step)].artifacts().stream()
        .filter(artifact -> artifact.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new StepFailedException(
            "step '" + step + "' did not produce the artifact '" + name + "'"));
  }

  /** Records what an action reports; it is in the journal when this returns. */
  void report(Step step, String name, Map<String, Object> payload) {
    Map<String, Object> clean = secrets.redact(payload);
    CompletableFuture<Void> written = new CompletableFuture<>();
    post(() -> {
      record(new RunEvent.ActionReported(now(), step.name(), name, clean));
      effect(() -> written.complete(null));
    });
    written.join();
  }
}
