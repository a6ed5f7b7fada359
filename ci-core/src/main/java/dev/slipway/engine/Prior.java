package dev.slipway.engine;

import dev.slipway.model.BuildContext;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Step;
import dev.slipway.model.StepGraph;
import dev.slipway.run.RunEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the journal says of a build: a fold over its events. */
final class Prior {
  private RunEvent.@Nullable BuildStarted started;
  private @Nullable BuildContext context;
  private boolean workspaceReady;
  private @Nullable Stop stop;
  private RunEvent.@Nullable BuildFinished finished;
  private final Map<String, PriorStep> steps = new HashMap<>();
  private final StepGraph graph;

  private Prior(StepGraph graph) {
    this.graph = graph;
  }

  static Prior of(List<RunEvent> events, Pipeline pipeline) {
    Prior prior = new Prior(pipeline.graph());
    events.forEach(prior::apply);
    return prior;
  }

  RunEvent.@Nullable BuildStarted started() {
    return started;
  }

  /** Returns what the build was asked for with, with the revision if it was resolved; null before its first event. */
  @Nullable
  BuildContext context() {
    return context;
  }

  boolean revisionResolved() {
    return context != null && !context.revision().id().isEmpty();
  }

  boolean workspaceReady() {
    return workspaceReady;
  }

  /** Returns why the build was asked to stop, if it was. */
  @Nullable
  Stop stop() {
    return stop;
  }

  RunEvent.@Nullable BuildFinished finished() {
    return finished;
  }

  PriorStep step(String name) {
    return steps.getOrDefault(name, PriorStep.NOTHING);
  }

  /** Returns what identifies the content of the images that ran, by step and name. */
  Map<String, Map<String, String>> images() {
    Map<String, Map<String, String>> images = new HashMap<>(earlierImages());
    steps.forEach((name, prior) -> {
      if (!prior.ran().images().isEmpty()) {
        images.put(name, prior.ran().images());
      }
    });
    return images;
  }

  /** Of a rebuild itself: what it was told to run, for steps that have not run yet. */
  private Map<String, Map<String, String>> earlierImages() {
    return started == null || started.rebuild() == null
        ? Map.of()
        : started.rebuild().images();
  }

  /** Forgets, for a re-run, all that did not go well and all that is behind something that runs again. */
  void forgetWhatFailed() {
    boolean[] again = new boolean[graph.vertices()];
    for (int vertex : graph.order()) {
      int number = graph.stepAt(vertex);
      if (number >= 0) {
        Step step = graph.steps().get(number);
        again[vertex] |= !step(step.name()).isKeptInRerun(step);
        if (again[vertex]) {
          steps.remove(step.name());
        }
      }
      for (int i = 0; i < graph.outDegree(vertex); i++) {
        again[graph.target(vertex, i)] |= again[vertex];
      }
    }
  }

  private void apply(RunEvent event) {
    if (event instanceof RunEvent.BuildStarted e) {
      started = e;
      context = e.context();
    } else if (event instanceof RunEvent.RevisionResolved e && context != null) {
      context = context.withRevision(e.revision());
    } else if (event instanceof RunEvent.WorkspaceReady) {
      workspaceReady = true;
    } else if (event instanceof RunEvent.StepStarted e) {
      begun(e.step(), e.at(), 1);
    } else if (event instanceof RunEvent.AttemptStarted e) {
      begun(e.step(), e.at(), e.attempt());
    } else if (event instanceof RunEvent.AttemptFailed e) {
      steps.computeIfPresent(e.step(), (name, prior) -> prior.betweenAttempts());
    } else if (event instanceof RunEvent.StepSkipped e) {
      steps.put(e.step(), PriorStep.skipped(e.reason(), e.at()));
    } else if (event instanceof RunEvent.StepFinished e) {
      finished(e);
    } else if (event instanceof RunEvent.CancelRequested e) {
      stop = new Stop(e.outcome(), e.reason(), true);
    } else if (event instanceof RunEvent.BuildResumed e) {
      resumed(e);
    } else if (event instanceof RunEvent.BuildFinished e) {
      finished = e;
    }
  }

  private void begun(String step, Instant at, int attempt) {
    steps.put(step, step(step).started(at, attempt));
  }

  private void finished(RunEvent.StepFinished e) {
    Instant since = step(e.step()).startedAt();
    steps.put(
        e.step(),
        new PriorStep(
            e.outcome(),
            e.reason(),
            e.attempt(),
            false,
            since,
            e.at(),
            e.output(),
            e.artifacts(),
            new Ran(e.images(), e.changes(), e.shell())));
  }

  private void resumed(RunEvent.BuildResumed event) {
    finished = null;
    if (event.rerun()) {
      stop = null;
      forgetWhatFailed();
    }
  }
}
