package dev.slipway.engine;

import dev.slipway.cache.DirectoryCaches;
import dev.slipway.cache.LogRecording;
import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Execution;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.model.Source;
import dev.slipway.model.Step;
import dev.slipway.model.Trigger;
import dev.slipway.model.Work;
import dev.slipway.run.BuildResult;
import dev.slipway.run.Rebuild;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A build at work. All decisions are made behind one mailbox; each batch of messages first writes its events to the journal, then
 * shows them to listeners, and only then lets its effects loose: threads, interrupts, timers.
 */
final class BuildRun {
  private final EngineParts parts;
  private final EngineLimits limits;
  private final Permits permits;
  private final String id;
  private final Pipeline pipeline;
  private final BuildRecord record;
  private final Path workspace;
  private final Listeners listeners;
  private final Preparing preparing;
  private final Outbox outbox;
  private final Mailbox mailbox;
  private final Ending ending;
  private final DirectoryCaches directoryCaches;

  // Written behind the mailbox, read by anybody.
  private volatile BuildContext context;
  private volatile @Nullable Plan plan;
  private volatile Secrets secrets = Secrets.NONE;
  private volatile BuildVariables variables = BuildVariables.NONE;
  private volatile StepRun[] steps = new StepRun[0];
  private volatile @Nullable Stop stopping;
  private volatile Pins pins = Pins.NONE;

  // Behind the mailbox only.
  private final BuildClock clock;
  private @Nullable GraphWalk walk;
  private @Nullable StepRun firstBad;
  private Instant startedAt;
  private boolean over;
  private @Nullable Stop cleanupOver;

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
    this.outbox = new Outbox(id, record, this.listeners, why -> post(() -> breakDown(why)));
    this.mailbox = new Mailbox(outbox::send);
    this.preparing = new Preparing(this, parts, limits, record, pipeline);
    this.ending = new Ending(id, parts.time(), record, outbox, preparing::reap);
    this.clock = new BuildClock(this, pipeline.timeLimit().orElse(null), limits.cleanup());
    this.directoryCaches = DirectoryCaches.in(parts.caches());
    this.startedAt = parts.time().now();
  }

  // ---- the life of a build

  /** Starts a new build; it may be one that was there before. */
  void begin(BuildRequest request, @Nullable Rebuild rebuild) {
    pins = Pins.of(rebuild);
    post(() -> {
      record(new RunEvent.BuildStarted(
          startedAt, id, pipeline.name(), request.source().description(), context, rebuild));
      effect(() -> preparing.fresh(request.source(), context));
    });
  }

  /** Goes on with a build of which the journal tells. */
  void resume(Prior prior, RunEvent.BuildStarted first, boolean rerun, @Nullable Source source) {
    pins = Pins.of(first.rebuild());
    post(() -> {
      startedAt = first.at();
      stopping = rerun ? null : prior.stop();
      record(new RunEvent.BuildResumed(now(), rerun));
      Stop stop = stopping;
      if (stop != null && !prior.workspaceReady()) {
        finish(stop.outcome(), stop.reason());
      } else {
        effect(() -> preparing.again(prior, source));
      }
    });
  }

  /** The revision is known. */
  void resolved(BuildContext complete) {
    if (over) {
      return; // the preparation was abandoned
    }
    context = complete;
    record(new RunEvent.RevisionResolved(now(), complete.revision()));
  }

  /** Everything is checked and the workspace is there. */
  void ready(Plan thePlan, Secrets theSecrets, StepRun[] theSteps, boolean fresh) {
    if (over) {
      return; // the preparation was abandoned
    }
    if (fresh) {
      record(new RunEvent.WorkspaceReady(now()));
    }
    plan = thePlan;
    context = thePlan.context();
    secrets = theSecrets;
    variables = BuildVariables.of(id, startedAt, pipeline, thePlan.context());
    steps = theSteps;
    if (pipeline.steps().stream().anyMatch(step -> step.execution().image() != null)) {
      ending.leftOver(); // what steps shared or had prepared for them ends with the build
    }
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
    if (over) {
      return; // the preparation was abandoned
    }
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
      stopPreparing();
      return;
    }
    clock.cleanupBegins();
    stopAll(stop, false);
    finishIfOver();
  }

  /** Interrupts the preparation; when it does not heed that, nothing waits for it any more. */
  private void stopPreparing() {
    effect(preparing::requestStop);
    Duration patience = limits.abandonAfter();
    after(patience, () -> {
      Stop stop = stopping;
      if (walk == null && !over && stop != null) {
        finish(stop.outcome(), new Reason.Abandoned(stop.reason(), patience));
      }
    });
  }

  /** The time of steps that run in any case is up. */
  void endCleanup(Stop stop) {
    cleanupOver = stop;
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
    if (!suspendIfOnlyWaiting()) {
      stop(new Stop(Outcome.CANCELLED, new Reason.Cancelled("the engine was closed"), true));
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
      clock.stop();
      for (StepRun step : steps) {
        step.suspend();
      }
      record(new RunEvent.BuildSuspended(now()));
      effect(ending::suspend);
    }
    return waits;
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

  /** A step begins to run. */
  void stepBegins(StepRun step) {
    if (walk != null) {
      walk.begins(step.number());
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
    effect(() -> ending.finish(() -> result(outcome, reason, now)));
  }

  /** Returns the result; without its journal a build cannot have gone well. */
  private BuildResult result(Outcome outcome, Reason reason, Instant now) {
    Reason cause = broken();
    return new BuildResult(
        id,
        pipeline.name(),
        context.revision().id().isEmpty() ? null : context.revision(),
        cause == null ? outcome : Outcome.ERRORED,
        cause == null ? reason : cause,
        startedAt,
        now,
        Arrays.stream(steps).map(StepRun::result).toList());
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
        outbox.defect(e);
      }
    });
  }

  /** Notes an event of this batch. */
  void record(RunEvent event) {
    outbox.record(event);
  }

  /** Notes what is to be done when the events of this batch are in the journal. */
  void effect(Runnable effect) {
    outbox.effect(effect);
  }

  private void breakDown(Reason reason) {
    Stop stop = new Stop(Outcome.ERRORED, reason, true);
    stopping = stop;
    if (walk == null) {
      stopPreparing();
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
    outbox.sync();
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

  BuildVariables variables() {
    return variables;
  }

  Pins pins() {
    return pins;
  }

  Time time() {
    return parts.time();
  }

  Instant now() {
    return parts.time().now();
  }

  EngineParts parts() {
    return parts;
  }

  DirectoryCaches directoryCaches() {
    return directoryCaches;
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

  Ending ending() {
    return ending;
  }

  StepRun[] steps() {
    return steps;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  /** Returns why a step with this trigger must not begin any more, or null. */
  @Nullable
  Stop stopping(Trigger trigger) {
    if (trigger != Trigger.ALWAYS || broken() != null) {
      return stopping;
    }
    return cleanupOver;
  }

  /** Returns why the build can no longer be recorded, or null. */
  @Nullable
  Reason broken() {
    return outbox.broken();
  }

  /** Whether a step must not try again. */
  boolean isStopping(StepRun step) {
    return switch (step.step().flow().trigger()) {
      case ON_SUCCESS ->
        stopping != null || (walk != null && walk.stopperOf(step.number()).isPresent());
      case ON_FAILURE -> stopping != null;
      case ALWAYS -> cleanupOver != null || broken() != null;
    };
  }

  /** Ends whatever runtimes still have of this build, without regard for anybody. */
  void reap() {
    preparing.reap();
  }

  /** Returns what a session of a step is opened for. */
  SessionSpec session(Step step, int attempt, Execution execution) {
    return new SessionSpec(
        id,
        step.name(),
        attempt,
        workspace,
        execution,
        step.work() instanceof Work.Commands work ? work.commands() : List.of(),
        variables.of(step, secrets),
        limits.grace());
  }

  StepOutputPipe pipe(Step step, @Nullable LogRecording recording, Runnable failed) {
    StepLogs.Writer log = record.logs().writer(step.name());
    return new StepOutputPipe(
        step.name(),
        parts.time(),
        recording == null ? log : new RecordedLog(log, recording),
        secrets.redactor(),
        listeners,
        failed);
  }

  @Nullable
  Object output(String step) {
    return steps[pipeline.graph().indexOf(step)].output();
  }

  List<Artifact> artifactsOf(String step) {
    return steps[pipeline.graph().indexOf(step)].artifacts();
  }
}
