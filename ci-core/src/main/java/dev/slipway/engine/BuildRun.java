package dev.slipway.engine;

import dev.slipway.cache.LogRecording;
import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.model.Source;
import dev.slipway.model.Step;
import dev.slipway.run.BuildResult;
import dev.slipway.run.Rebuild;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A build at work. All decisions are made behind one mailbox; each batch of messages first writes its events to the journal, then
 * shows them to listeners, and only then lets its effects loose: threads, interrupts, timers.
 */
final class BuildRun {
  private final BuildFacts facts;
  private final Permits permits;
  private final Listeners listeners;
  private final Preparing preparing;
  private final BuildClock clock;
  private final Stopping stopping;
  private final Outbox outbox;
  private final Mailbox mailbox;
  private final Ending ending;

  // Behind the mailbox only.
  private @Nullable GraphWalk walk;
  private @Nullable StepRun firstBad;
  private boolean over;

  BuildRun(
      EngineParts parts,
      EngineLimits limits,
      Permits permits,
      List<RunListener> listeners,
      BuildRecord record,
      String id,
      Pipeline pipeline,
      BuildContext context) {
    this.facts = new BuildFacts(parts, limits, record, id, pipeline, context);
    this.permits = permits;
    this.listeners = new Listeners(id, listeners);
    this.preparing = new Preparing(this, facts, record);
    this.clock = new BuildClock(this, facts);
    this.stopping = new Stopping(this, facts, preparing, clock);
    this.outbox =
        new Outbox(id, record, this.listeners, why -> post(() -> stopping.breakDown(why)));
    this.mailbox = new Mailbox(outbox::send);
    this.ending = new Ending(id, parts.time(), record, outbox, preparing::reap);
  }

  // ---- the life of a build

  /** Starts a new build; it may be one that was there before. */
  void begin(BuildRequest request, @Nullable Rebuild rebuild) {
    facts.pinned(Pins.of(rebuild));
    post(() -> {
      record(new RunEvent.BuildStarted(
          facts.startedAt(),
          facts.id(),
          facts.pipeline().name(),
          request.source().description(),
          facts.context(),
          rebuild));
      effect(() -> preparing.fresh(request.source(), facts.context()));
    });
  }

  /** Goes on with a build of which the journal tells. */
  void resume(Prior prior, RunEvent.BuildStarted first, boolean rerun, @Nullable Source source) {
    facts.pinned(Pins.of(first.rebuild()));
    post(() -> {
      facts.started(first.at());
      Stop stop = rerun ? null : prior.stop();
      stopping.adopt(stop);
      record(new RunEvent.BuildResumed(facts.now(), rerun));
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
    facts.resolved(complete);
    record(new RunEvent.RevisionResolved(facts.now(), complete.revision()));
  }

  /** Everything is checked and the workspace is there. */
  void ready(Plan plan, Secrets secrets, StepRun[] steps, boolean fresh) {
    if (over) {
      return; // the preparation was abandoned
    }
    if (fresh) {
      record(new RunEvent.WorkspaceReady(facts.now()));
    }
    facts.ready(plan, secrets, steps);
    if (facts.pipeline().steps().stream().anyMatch(step -> step.execution().image() != null)) {
      ending.leftOver(); // what steps shared or had prepared for them ends with the build
    }
    GraphWalk theWalk = new GraphWalk(this, plan, steps);
    walk = theWalk;
    firstBad = earliestBad(steps);
    if (stopping.asked() != null) {
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
    Stop stop = stopping.asked();
    finish(
        stop == null ? Outcome.ERRORED : stop.outcome(),
        stop == null ? new Reason.NotRunnable(problems) : stop.reason());
  }

  /** All it does is wait at gates: it lets go of everything until it is resumed. */
  void suspend() {
    over = true;
    clock.stop();
    for (StepRun step : facts.steps()) {
      step.suspend();
    }
    record(new RunEvent.BuildSuspended(facts.now()));
    effect(ending::suspend);
  }

  /** A step has ended or was skipped. */
  void stepEnded(StepRun step) {
    if (firstBad == null && step.isFailure()) {
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

  /** Ends the build if none of its steps is open any more. */
  void finishIfOver() {
    if (walk == null || !walk.isOver() || over) {
      return;
    }
    Stop stop = stopping.asked();
    StepRun bad = firstBad;
    if (stop != null) {
      finish(stop.outcome(), stop.reason());
    } else if (bad != null && bad.outcome() != null && bad.reason() != null) {
      finish(bad.outcome(), new Reason.BecauseOf(bad.step().name(), bad.reason()));
    } else {
      finish(Outcome.SUCCEEDED, AttemptResult.COMPLETED);
    }
  }

  void finish(Outcome outcome, Reason reason) {
    over = true;
    clock.stop();
    Instant now = facts.now();
    record(new RunEvent.BuildFinished(now, outcome, reason));
    effect(() -> ending.finish(() -> result(outcome, reason, now)));
  }

  /** Returns the result; without its journal a build cannot have gone well. */
  private BuildResult result(Outcome outcome, Reason reason, Instant now) {
    Reason cause = broken();
    return cause == null
        ? facts.result(outcome, reason, now)
        : facts.result(Outcome.ERRORED, cause, now);
  }

  private static @Nullable StepRun earliestBad(StepRun[] steps) {
    StepRun earliest = null;
    for (StepRun step : steps) {
      if (step.isFailure()
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

  /** Runs a task behind the mailbox after a time. */
  Time.Timer after(Duration delay, Runnable task) {
    return facts.time().after(delay, () -> post(task));
  }

  /** Makes the journal safe against the death of the machine. */
  void syncJournal() {
    outbox.sync();
  }

  /** Returns why the build can no longer be recorded, or null. */
  @Nullable
  Reason broken() {
    return outbox.broken();
  }

  // ---- what belongs to it

  BuildFacts facts() {
    return facts;
  }

  Permits permits() {
    return permits;
  }

  Stopping stopping() {
    return stopping;
  }

  Ending ending() {
    return ending;
  }

  /** Returns the walk through its graph, or null while it is being prepared. */
  @Nullable
  GraphWalk walk() {
    return walk;
  }

  /** Whether nothing of it is decided any more. */
  boolean isOver() {
    return over;
  }

  /** Ends whatever runtimes still have of this build, without regard for anybody. */
  void reap() {
    preparing.reap();
  }

  /** Opens the way of a step's output to the log and to listeners. */
  StepOutputPipe pipe(Step step, @Nullable LogRecording recording, Runnable failed) {
    StepLogs.Writer log = facts.logs().writer(step.name());
    return new StepOutputPipe(
        step.name(),
        facts.time(),
        recording == null ? log : new RecordedLog(log, recording),
        facts.secrets().redactor(),
        listeners,
        failed);
  }
}
