package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.journal.BuildRecord;
import dev.slipway.json.Json;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Plan;
import dev.slipway.model.PullProgress;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.model.Step;
import dev.slipway.run.RunEvent;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.time.Time;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a build to its first step, on a thread of its own: revision, plan, checks, workspace, what an earlier process left. */
final class Preparing {
  private static final Logger log = LoggerFactory.getLogger(Preparing.class);

  private final BuildRun build;
  private final BuildFacts facts;
  private final BuildRecord record;
  private final Object lock = new Object();
  private Time.@Nullable Worker worker; // guarded by lock
  private boolean ended; // guarded by lock
  private volatile boolean stopRequested;

  Preparing(BuildRun build, BuildFacts facts, BuildRecord record) {
    this.build = build;
    this.facts = facts;
    this.record = record;
  }

  /** Prepares a new build. */
  void fresh(Source source, BuildContext request) {
    start(() -> {
      record.definition(Definition.describe(facts.pipeline()));
      BuildContext context = resolve(source, request);
      Plan plan = Preparation.plan(facts.pipeline(), context);
      Secrets secrets = preflight(plan, source);
      source.checkout(context.revision(), record.workspace());
      StepRun[] steps = steps();
      return () -> build.ready(plan, secrets, steps, true);
    });
  }

  /** Prepares a build that was begun before. */
  void again(Prior prior, @Nullable Source source) {
    start(() -> {
      reap();
      if (record.definition().isEmpty()) {
        record.definition(Definition.describe(facts.pipeline()));
      }
      BuildContext request = prior.context();
      if (request == null) {
        throw new IllegalStateException("a build without a first event cannot be resumed");
      }
      if (!prior.workspaceReady() && source == null) {
        throw new PreflightException(List.of(new Problem(
            "build " + facts.id(),
            "its workspace was not ready when it was interrupted",
            "the source of the code",
            "resume it with its source as well")));
      }
      BuildContext context =
          prior.revisionResolved() || source == null ? request : resolve(source, request);
      Plan plan = Preparation.plan(facts.pipeline(), context);
      Secrets secrets = preflight(plan, source == null ? new KnownSource() : source);
      if (!prior.workspaceReady() && source != null) {
        source.checkout(context.revision(), record.workspace());
      }
      StepRun[] steps = steps();
      adopt(steps, prior);
      return () -> build.ready(plan, secrets, steps, !prior.workspaceReady());
    });
  }

  /** Interrupts the preparation, if it is not over. */
  void requestStop() {
    stopRequested = true;
    synchronized (lock) {
      if (worker != null && !ended) {
        worker.interrupt();
      }
    }
  }

  /** Ends whatever runtimes still have of this build. */
  void reap() {
    for (StepRuntime runtime : facts.parts().runtimes().all()) {
      try {
        runtime
            .reap(facts.id())
            .forEach(what -> log.info("Build {}: ended a leftover, {}", facts.id(), what));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SlipwayException e) {
        log.warn(
            "Build {}: leftovers on runtime {} could not be ended", facts.id(), runtime.name(), e);
      }
    }
  }

  private void start(Work work) {
    synchronized (lock) {
      worker = facts.time().start("slipway prepare " + facts.id(), () -> {
        Runnable message = message(work);
        synchronized (lock) {
          ended = true;
        }
        Thread.interrupted();
        build.post(message);
      });
    }
  }

  private Runnable message(Work work) {
    try {
      return work.prepare();
    } catch (SlipwayException e) {
      return () -> build.notPrepared(e.problems());
    } catch (InterruptedException e) {
      return () -> build.notPrepared(List.of(defect("it was interrupted")));
    } catch (RuntimeException | Error e) {
      log.error("Build {} could not be prepared", facts.id(), e);
      return () -> build.notPrepared(List.of(defect("preparing it failed with " + e)));
    }
  }

  private BuildContext resolve(Source source, BuildContext request) throws InterruptedException {
    Revision revision = source.resolve();
    BuildContext context = request.withRevision(revision);
    build.post(() -> build.resolved(context));
    return context;
  }

  private Secrets preflight(Plan plan, Source source) throws InterruptedException {
    try (Patience patience =
        new Patience(facts.time(), facts.limits().preflight(), this::requestStop)) {
      try {
        return new Preparation(facts.parts(), plan, source, facts.pins(), progress -> {
              patience.renew();
              pulling(progress);
            })
            .preflight();
      } catch (InterruptedException e) {
        if (patience.isOver()) {
          throw new PreflightException(List.of(new Problem(
              "build " + facts.id(),
              "the checks before the first step took longer than "
                  + facts.limits().preflight(),
              "an answer of all runtimes and actions by then",
              "see which one hangs, or raise the limit")));
        }
        throw e;
      }
    }
  }

  private void pulling(PullProgress progress) {
    build.post(() -> {
      if (!stopRequested) {
        build.record(new RunEvent.ImagePulling(facts.now(), progress));
      }
    });
  }

  private StepRun[] steps() {
    List<Step> definitions = facts.pipeline().steps();
    StepRun[] steps = new StepRun[definitions.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = new StepRun(build, definitions.get(i), i);
    }
    return steps;
  }

  /** Takes over what was done before. */
  private static void adopt(StepRun[] steps, Prior prior) {
    for (StepRun run : steps) {
      PriorStep before = prior.step(run.step().name());
      if (before.outcome() == null || before.isKept(run.step())) {
        Class<?> type = run.step().work().outputType();
        run.adopt(before, before.output() == null ? null : Json.read(before.output(), type));
      }
    }
  }

  private Problem defect(String found) {
    return new Problem(
        "build " + facts.id(), found, "a build that can start", "see the log of the application");
  }

  /** What is done on the thread; it returns the message to post. */
  @FunctionalInterface
  private interface Work {
    Runnable prepare() throws InterruptedException;
  }
}
