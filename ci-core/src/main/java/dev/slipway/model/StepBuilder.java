package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes one step. Handed to the lambda of {@link GroupBuilder#step} and its sisters; not to be kept. For one thread.
 * Nothing is checked until the whole pipeline is defined, so the order of calls does not matter.
 *
 * @since 0.1
 */
public final class StepBuilder {
  private final String name;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private @Nullable Image image;
  private String directory = "";
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private ContainerOptions container = ContainerOptions.plain();
  private final List<String> needs = new ArrayList<>();
  private final Set<StepRef<?>> inputs = new LinkedHashSet<>();
  private Condition condition = Flow.plain().condition();
  private Trigger trigger = Trigger.ON_SUCCESS;
  private boolean mayFail;
  private final Set<String> locks = new LinkedHashSet<>();
  private final Map<String, Integer> limits = new LinkedHashMap<>();
  private Retry retry = Retry.none();
  private @Nullable Duration stepLimit;
  private @Nullable Duration attemptLimit;
  private @Nullable Duration silenceLimit;
  private final List<Produced> produces = new ArrayList<>();
  private final List<ArtifactRef> consumes = new ArrayList<>();
  private final List<Cache> caches = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  StepBuilder(String name) {
    this.name = name;
  }

  /**
   * Adds a shell script to what the step runs: {@code /bin/sh -ec}, so it stops at the first line that fails. The commands of a step
   * run one after the other in one place: files outside the workspace, installed packages and processes in the background that one
   * of them leaves are there for the next, and gone when the step is over.
   */
  public StepBuilder sh(String script) {
    commands.add(Command.sh(Objects.requireNonNull(script, "script")));
    return this;
  }

  /** Adds a command to what the step runs, with no shell in between. */
  public StepBuilder exec(String program, String... arguments) {
    commands.add(new Command(Lists.of("program", program, "arguments", arguments)));
    return this;
  }

  /** Runs the commands of the step in a container of this image. Without an image they run on this machine. */
  public StepBuilder image(Image newImage) {
    image = Objects.requireNonNull(newImage, "newImage");
    return uses(newImage);
  }

  /** Runs the commands of the step in a container of the image that another step makes; it starts after it. */
  public StepBuilder image(StepRef<Image> made) {
    return image(Image.of(Objects.requireNonNull(made, "made")));
  }

  /** Runs the commands of the step in a container of this image. Without an image they run on this machine. */
  public StepBuilder image(String newImage) {
    return image(Image.of(Objects.requireNonNull(newImage, "newImage")));
  }

  /** Sets the working directory, as a path from the root of the workspace. */
  public StepBuilder directory(String path) {
    directory = Objects.requireNonNull(path, "path");
    return this;
  }

  /** Adds an environment variable. */
  public StepBuilder env(String variable, String value) {
    variables.put(
        Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Declares a secret, and puts it into the environment variable of the same name. */
  public StepBuilder secret(String secret) {
    Objects.requireNonNull(secret, "secret");
    return secret(secret, secret);
  }

  /** Declares a secret, and puts it into an environment variable. */
  public StepBuilder secret(String variable, String secret) {
    secrets.put(
        Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(secret, "secret"));
    return this;
  }

  /** Sets what the container of the step may use and do, such as {@code c -> c.cpus(2).memory(Size.gibibytes(1))}. */
  public StepBuilder container(UnaryOperator<ContainerOptions> change) {
    container = change.apply(container);
    return this;
  }

  /** Adds a container beside the step, reached by its name. */
  public StepBuilder service(String alias, Service service) {
    services.put(
        Objects.requireNonNull(alias, "alias"), Objects.requireNonNull(service, "service"));
    return uses(service.image());
  }

  /** Starts the step only when these are over, and only if none of them was skipped. */
  public StepBuilder needs(NodeRef first, NodeRef... more) {
    Lists.of("first", first, "more", more).forEach(ref -> needs.add(ref.name()));
    return this;
  }

  /** Starts the step only when the steps and groups of these names are over, and only if none of them was skipped. */
  public StepBuilder needs(String first, String... more) {
    needs.addAll(Lists.of("first", first, "more", more));
    return this;
  }

  /** Declares that the step uses the output of another; it starts after it. */
  public StepBuilder input(StepRef<?> ref) {
    inputs.add(Objects.requireNonNull(ref, "ref"));
    return this;
  }

  /** Makes the step part of a build only where the condition holds. Several calls must all hold. */
  public StepBuilder when(Condition newCondition) {
    Objects.requireNonNull(newCondition, "newCondition");
    condition = condition instanceof Condition.Always ? newCondition : condition.and(newCondition);
    return this;
  }

  /** Runs the step also after a failure and after a cancellation. */
  public StepBuilder always() {
    return trigger(Trigger.ALWAYS);
  }

  /** Runs the step only after something before it did not go well. */
  public StepBuilder onFailure() {
    return trigger(Trigger.ON_FAILURE);
  }

  /** Lets the build go on as if nothing had happened when the step does not go well. */
  public StepBuilder mayFail() {
    mayFail = true;
    return this;
  }

  /** Holds a lock while the step runs. One step of all builds of an engine holds a lock of one name. */
  public StepBuilder lock(String lock) {
    locks.add(Objects.requireNonNull(lock, "lock"));
    return this;
  }

  /** Lets at most so many steps of all builds of an engine run at once that name this limit. */
  public StepBuilder limit(String limit, int atMost) {
    Integer other = limits.put(Objects.requireNonNull(limit, "limit"), atMost);
    if (other != null && other != atMost) {
      problem(
          "limit '" + limit + "' of " + other + " and of " + atMost,
          "one number",
          "leave out one of them");
    }
    return this;
  }

  /** Sets how often the step is tried. */
  public StepBuilder retry(Retry newRetry) {
    retry = Objects.requireNonNull(newRetry, "newRetry");
    return this;
  }

  /** Limits the time of all attempts and the delays between them. */
  public StepBuilder timeLimit(Duration limit) {
    stepLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Limits the time of each attempt. */
  public StepBuilder attemptLimit(Duration limit) {
    attemptLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /** Limits the time without any output. */
  public StepBuilder silenceLimit(Duration limit) {
    silenceLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  /**
   * Declares files that the step produces. They are stored when it has succeeded; it fails if there are none.
   *
   * @param artifact the name of the artifact
   * @param glob a path or glob pattern from the root of the workspace; a directory means all files below it
   */
  public StepBuilder produces(String artifact, String glob) {
    produces.add(new Produced(
        Objects.requireNonNull(artifact, "artifact"), Objects.requireNonNull(glob, "glob")));
    return this;
  }

  /** Declares that the step uses an artifact: its files lie in the workspace, as they were stored, when it starts. */
  public StepBuilder consumes(ArtifactRef artifact) {
    consumes.add(Objects.requireNonNull(artifact, "artifact"));
    return this;
  }

  /** Keeps a directory of the workspace between builds. */
  public StepBuilder cache(Cache cache) {
    caches.add(Objects.requireNonNull(cache, "cache"));
    return this;
  }

  /**
   * Declares all files of the workspace that the result of the commands depends on. When neither they nor anything else has changed
   * since the step succeeded in an earlier build, it is not run again: it has succeeded because it is {@link Reason.Cached}, what it
   * produces is brought back, and its log is replayed.
   *
   * <p>Beside these files count: the commands, the contents of the images, the definitions of services, the variables of the step,
   * the pipeline and the build request, the values of its secrets, the artifacts it consumes and those it declares. The {@code CI_}
   * variables that Slipway sets do not count, since they differ in each build. A pattern that no file matches makes the step
   * run. Files that the commands write to the workspace without declaring them with {@link #produces} are not brought back.
   *
   * @param first a path or glob pattern from the root of the workspace; a directory means all below it, and <code>**&#47;</code>
   *     also stands for no directory at all
   */
  public StepBuilder inputs(String first, String... more) {
    files.addAll(Lists.of("first", first, "more", more));
    return this;
  }

  /** An image that another step makes is an input. */
  private StepBuilder uses(Image used) {
    return used.step().isEmpty() ? this : input(new StepRef<>(used.step(), Image.class));
  }

  private StepBuilder trigger(Trigger newTrigger) {
    if (trigger != Trigger.ON_SUCCESS && trigger != newTrigger) {
      problem("both always() and onFailure()", "one of them", "leave out the other");
    }
    trigger = newTrigger;
    return this;
  }

  private void problem(String found, String expected, String remedy) {
    problems.add(new Problem("step '" + name + "'", found, expected, remedy));
  }

  /** Returns what was contradictory so far. */
  List<Problem> problems() {
    return problems;
  }

  List<Command> commands() {
    return commands;
  }

  Step build(Work work) {
    boolean plainExecution = image == null
        && directory.isEmpty()
        && variables.isEmpty()
        && secrets.isEmpty()
        && services.isEmpty()
        && container.equals(ContainerOptions.plain());
    Execution execution = plainExecution
        ? Execution.plain()
        : new Execution(image, directory, variables, secrets, services, List.of(), container);
    TimeLimits timeLimits = stepLimit == null && attemptLimit == null && silenceLimit == null
        ? TimeLimits.none()
        : new TimeLimits(stepLimit, attemptLimit, silenceLimit);
    Flow flow = new Flow(needs, List.copyOf(inputs), condition, trigger, mayFail, locks, limits);
    Reuse reuse = caches.isEmpty() && files.isEmpty() ? Reuse.nothing() : new Reuse(caches, files);
    return new Step("", name, work, execution, flow, retry, timeLimits, produces, consumes, reuse);
  }
}
