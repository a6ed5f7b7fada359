package dev.slipway.engine;

import dev.slipway.cache.DirectoryCaches;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Execution;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Plan;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import dev.slipway.run.BuildResult;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a build: what it was started with, and what it has found out since. Thread-safe; only {@link BuildRun} writes
 * it, before its first message or behind its mailbox.
 */
final class BuildFacts {
  private final EngineParts parts;
  private final EngineLimits limits;
  private final String id;
  private final Pipeline pipeline;
  private final BuildRecord record;
  private final Path workspace;
  private final DirectoryCaches directoryCaches;

  private volatile Instant startedAt;
  private volatile Pins pins = Pins.NONE;
  private volatile BuildContext context;
  private volatile @Nullable Plan plan;
  private volatile Secrets secrets = Secrets.NONE;
  private volatile BuildVariables variables = BuildVariables.NONE;
  private volatile StepRun[] steps = new StepRun[0];

  BuildFacts(
      EngineParts parts,
      EngineLimits limits,
      BuildRecord record,
      String id,
      Pipeline pipeline,
      BuildContext context) {
    this.parts = parts;
    this.limits = limits;
    this.id = id;
    this.pipeline = pipeline;
    this.record = record;
    this.context = context;
    this.workspace = record.workspace();
    this.directoryCaches = DirectoryCaches.in(parts.caches());
    this.startedAt = parts.time().now();
  }

  // ---- what the build finds out

  /** An earlier process started it. */
  void started(Instant at) {
    startedAt = at;
  }

  /** If it is an earlier build that is run again, its steps get the images they had there. */
  void pinned(Pins images) {
    pins = images;
  }

  /** The revision is known. */
  void resolved(BuildContext complete) {
    context = complete;
  }

  /** Its steps can begin; they are told last, so that whoever sees them sees all the rest. */
  void ready(Plan thePlan, Secrets theSecrets, StepRun[] theSteps) {
    plan = thePlan;
    context = thePlan.context();
    secrets = theSecrets;
    variables = BuildVariables.of(id, startedAt, pipeline, thePlan.context());
    steps = theSteps;
  }

  // ---- what others ask

  String id() {
    return id;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  EngineParts parts() {
    return parts;
  }

  EngineLimits limits() {
    return limits;
  }

  Time time() {
    return parts.time();
  }

  Instant now() {
    return parts.time().now();
  }

  Path workspace() {
    return workspace;
  }

  StepLogs logs() {
    return record.logs();
  }

  DirectoryCaches directoryCaches() {
    return directoryCaches;
  }

  Instant startedAt() {
    return startedAt;
  }

  Pins pins() {
    return pins;
  }

  BuildContext context() {
    return context;
  }

  /** Returns the plan, or null while the build is being prepared. */
  @Nullable
  Plan plan() {
    return plan;
  }

  Secrets secrets() {
    return secrets;
  }

  BuildVariables variables() {
    return variables;
  }

  /** Returns the steps in the order of the pipeline; none while the build is being prepared. */
  StepRun[] steps() {
    return steps;
  }

  /** Returns what a step returned; for threads that were started after its end. */
  @Nullable
  Object output(String step) {
    return steps[pipeline.graph().indexOf(step)].output();
  }

  /** Returns what a step produced; for threads that were started after its end. */
  List<Artifact> artifactsOf(String step) {
    return steps[pipeline.graph().indexOf(step)].artifacts();
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

  /** Returns the result of a build that ended so; behind its mailbox. */
  BuildResult result(Outcome outcome, Reason reason, Instant finishedAt) {
    return new BuildResult(
        id,
        pipeline.name(),
        context.revision().id().isEmpty() ? null : context.revision(),
        outcome,
        reason,
        startedAt,
        finishedAt,
        Arrays.stream(steps).map(StepRun::result).toList());
  }
}
