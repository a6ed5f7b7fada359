package dev.slipway.testing;

import dev.slipway.cache.CacheStore;
import dev.slipway.diagnostic.Problem;
import dev.slipway.engine.Build;
import dev.slipway.engine.BuildRequest;
import dev.slipway.engine.Engine;
import dev.slipway.engine.EngineLimits;
import dev.slipway.engine.EngineParts;
import dev.slipway.engine.Runtimes;
import dev.slipway.journal.MemoryBuildStore;
import dev.slipway.model.BuildContext;
import dev.slipway.model.BuildEvent;
import dev.slipway.model.Parameter;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Produced;
import dev.slipway.model.Revision;
import dev.slipway.model.Trust;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunListener;
import dev.slipway.secret.Secret;
import dev.slipway.secret.SecretSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a pipeline with the real engine under a virtual clock, in milliseconds and the same way every time. Commands and Java code
 * follow scripts: without one they succeed at once. Java code is run only where {@link #running} names its step. Nothing is taken
 * from earlier builds or kept for later ones.
 *
 * <pre>{@code
 * SimulationResult run = Simulation.of(shop).onBranch("main").taking("unit", ofMinutes(40)).failing("lint", 1).run();
 * }</pre>
 *
 * <p>A builder for one test, on one thread. Every method that names a step throws {@link IllegalArgumentException} if the
 * pipeline has no such step.
 *
 * @since 0.1
 */
public final class Simulation {
  private static final Duration LONGEST = Duration.ofDays(10 * 365L);

  private final Pipeline pipeline;
  private final ScriptChecks checks;
  private final Map<String, StepScript> scripts = new HashMap<>();
  private final Moments moments = new Moments();
  private final List<RunListener> listeners = new ArrayList<>();
  private final Set<String> missingSecrets = new HashSet<>();
  private BuildContext context = BuildContext.onBranch("main");
  private EngineLimits limits = EngineLimits.forProcessors(4);
  private Instant start = Instant.parse("2026-01-05T09:00:00Z");
  private Path workspace = Path.of("simulated");
  private long seed = 1;

  private Simulation(Pipeline pipeline) {
    this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
    this.checks = new ScriptChecks(pipeline);
  }

  /** Simulates a trusted push to branch {@code main}, with all secrets there. */
  public static Simulation of(Pipeline pipeline) {
    return new Simulation(pipeline);
  }

  /** Builds this branch. */
  public Simulation onBranch(String branch) {
    return revision(Revision.of(context.revision().id(), branch));
  }

  /** Builds this tag. */
  public Simulation onTag(String tag) {
    return revision(Revision.of(context.revision().id(), null).withTag(tag)).event(BuildEvent.TAG);
  }

  /** Builds this revision. */
  public Simulation revision(Revision revision) {
    context = context.withRevision(revision);
    return this;
  }

  /** Sets what the build was asked for by. */
  public Simulation event(BuildEvent event) {
    context = context.withEvent(event);
    return this;
  }

  /** Makes the build one whose code may come from anybody. */
  public Simulation untrusted() {
    context = context.withTrust(Trust.UNTRUSTED);
    return this;
  }

  /** Gives a parameter a value. */
  public <T> Simulation parameter(Parameter<T> parameter, T value) {
    context = context.withParameter(parameter.name(), value);
    return this;
  }

  /** Sets an environment variable of the build request. */
  public Simulation variable(String name, String value) {
    context = context.withVariable(name, value);
    return this;
  }

  /**
   * Takes a secret away.
   *
   * @throws IllegalArgumentException if no step declares it
   */
  public Simulation withoutSecret(String name) {
    checks.secret(name);
    missingSecrets.add(name);
    return this;
  }

  /**
   * Lets each attempt of a step take so long.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public Simulation taking(String step, Duration duration) {
    script(step).taking = ScriptChecks.notNegative("duration", duration);
    return this;
  }

  /**
   * Lets every attempt of a step end with this exit code.
   *
   * @throws IllegalArgumentException if the exit code is 0
   */
  public Simulation failing(String step, int exitCode) {
    script(step).exitCode = ScriptChecks.bad(exitCode);
    return this;
  }

  /**
   * Lets the first attempts of a step fail, and the others succeed.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Simulation failingFirst(String step, int attempts) {
    script(step).exitCode = 1;
    script(step).badAttempts = ScriptChecks.atLeastOne(attempts);
    return this;
  }

  /** Lets the code of a Java step throw. */
  public Simulation throwing(String step, Exception exception) {
    javaScript(step).thrown = Objects.requireNonNull(exception, "exception");
    return this;
  }

  /** Lets a step be errored: its runtime is not there. */
  public Simulation erroring(String step, String what) {
    script(step).fault =
        new Problem("simulation", what, "a runtime that works", "nothing, it is a simulation");
    return this;
  }

  /**
   * Lets the first attempts of a step be errored, and the others succeed.
   *
   * @throws IllegalArgumentException if the number is less than 1
   */
  public Simulation erroringFirst(String step, int attempts) {
    erroring(step, "the runtime is not there yet").script(step).badAttempts =
        ScriptChecks.atLeastOne(attempts);
    return this;
  }

  /** Lets a step use more memory than it may. */
  public Simulation runningOutOfMemory(String step) {
    script(step).outOfMemory = true;
    return this;
  }

  /** Lets a step not look when it is asked to stop. */
  public Simulation ignoringStop(String step) {
    script(step).ignoresStop = true;
    return this;
  }

  /** Lets a step write this text when it starts. */
  public Simulation printing(String step, String text) {
    script(step).text = text.endsWith("\n") ? text : text + "\n";
    return this;
  }

  /**
   * Lets a step not produce an artifact that it declares.
   *
   * @throws IllegalArgumentException if it does not declare it
   */
  public Simulation notProducing(String step, String artifact) {
    checks.artifact(step, artifact);
    script(step).notProduced.add(artifact);
    return this;
  }

  /**
   * Gives a Java step this output.
   *
   * @throws IllegalArgumentException if the step has no output, or one of another type
   */
  public Simulation returning(String step, Object output) {
    StepScript script = javaScript(step);
    checks.output(step, Objects.requireNonNull(output, "output"));
    script.output = output;
    return this;
  }

  /** Runs the real code of a Java step, with its gates and checks. */
  public Simulation running(String step) {
    javaScript(step).runsReally = true;
    return this;
  }

  /**
   * Opens the gates of a step so long after it came to them; without this they are open, but for those that wait for a time.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public Simulation openingGates(String step, Duration after) {
    javaScript(step).gateOpensAfter = ScriptChecks.notNegative("duration", after);
    return this;
  }

  /**
   * Does something with the running build at a time after its start, such as cancelling it or asking it to explain. A build
   * that is over before that time makes {@link #run} throw.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public Simulation at(Duration time, Consumer<Build> what) {
    moments.add(ScriptChecks.notNegative("time", time), Objects.requireNonNull(what, "what"));
    return this;
  }

  /**
   * Cancels the build at a time after its start. A build that is over before that time makes {@link #run} throw.
   *
   * @throws IllegalArgumentException if the time is negative
   */
  public Simulation cancelledAt(Duration time) {
    return at(time, build -> build.cancel("the simulation says so"));
  }

  /** Shows a listener all events. */
  public Simulation listener(RunListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Sets the limits of the engine; without this four steps run at once. */
  public Simulation limits(EngineLimits newLimits) {
    limits = newLimits;
    return this;
  }

  /** Begins at this time of the clock; without this on a Monday at nine, UTC. */
  public Simulation startingAt(Instant newStart) {
    start = newStart;
    return this;
  }

  /** Takes the jitter of delays from another seed. */
  public Simulation seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Gives Java code that really runs this directory as its workspace. */
  public Simulation workspace(Path directory) {
    workspace = directory;
    return this;
  }

  /**
   * Runs the simulation.
   *
   * @throws IllegalArgumentException if a Java step has an output and it is not said what it is; all such steps are named
   * @throws IllegalStateException if the build never ends, or ends before a time given to {@link #at}, or the engine broke the
   *     order in which a runtime is to be called
   */
  public SimulationResult run() {
    checks.outputs(this::scriptOf);
    VirtualTime time = VirtualTime.startingAt(start);
    ScriptedRuntime runtime = new ScriptedRuntime(time, this::scriptOf);
    MemoryBuildStore builds = MemoryBuildStore.withWorkspacesIn(workspace, time);
    EngineParts parts = new EngineParts(
        time,
        builds,
        new ScriptedArtifacts(notProduced()),
        CacheStore.none(),
        secrets(),
        Runtimes.of(runtime, runtime),
        new Scripts(this::scriptOf),
        new SplittableRandom(seed));
    Build build;
    Moments.Reached reached;
    try (time) { // abandoned steps end when it closes, and their sessions with them
      build = new Engine(parts, limits, listeners).start(request());
      reached = moments.schedule(time, build);
      time.runUntil(build.result()::isDone, LONGEST);
    }
    checkProtocol(runtime);
    reached.requireAll(build.result().join().duration());
    return new SimulationResult(
        build.result().join(),
        build.plan().orElse(null),
        builds.events(build.id()),
        step -> lines(build, step));
  }

  private BuildRequest request() {
    BuildRequest request =
        BuildRequest.of(pipeline, new ScriptedSource(context.revision())).event(context.event());
    for (Map.Entry<String, Object> parameter : context.parameters().entrySet()) {
      request = request.parameter(parameter.getKey(), parameter.getValue());
    }
    for (Map.Entry<String, String> variable : context.environment().entrySet()) {
      request = request.variable(variable.getKey(), variable.getValue());
    }
    return context.trust() == Trust.UNTRUSTED ? request.untrusted() : request;
  }

  private SecretSource secrets() {
    return name -> missingSecrets.contains(name)
        ? Optional.empty()
        : Optional.of(Secret.of(name, "simulated secret " + name));
  }

  private Set<Produced> notProduced() {
    return pipeline.steps().stream()
        .flatMap(step -> step.produces().stream()
            .filter(produced -> scriptOf(step.name()).notProduced.contains(produced.name())))
        .collect(Collectors.toSet());
  }

  private static void checkProtocol(ScriptedRuntime runtime) {
    List<String> violations = new ArrayList<>(runtime.violations());
    if (runtime.openSessions() > 0) {
      violations.add(runtime.openSessions() + " sessions left open");
    }
    if (!violations.isEmpty()) {
      throw new IllegalStateException(
          "the engine called the runtime in a wrong order: " + violations);
    }
  }

  private static List<LogLine> lines(Build build, String step) {
    try (Stream<LogLine> lines = build.logs().lines(step)) {
      return lines.toList();
    }
  }

  private StepScript javaScript(String step) {
    checks.javaStep(step);
    return script(step);
  }

  private StepScript script(String step) {
    checks.step(step);
    return scripts.computeIfAbsent(step, name -> new StepScript());
  }

  private StepScript scriptOf(String step) {
    StepScript script = scripts.get(step);
    return script == null ? new StepScript() : script;
  }
}
