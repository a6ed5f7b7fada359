package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.BuildContext;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Plan;
import dev.slipway.model.PullProgress;
import dev.slipway.model.Source;
import dev.slipway.model.Step;
import dev.slipway.model.Trust;
import dev.slipway.model.Work;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.secret.Secret;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything that is checked and fetched before the first step runs. Runs on a thread that may block. */
final class Preparation {
  private final EngineParts parts;
  private final Plan plan;
  private final Source source;
  private final Pins pins;
  private final Consumer<PullProgress> pulling;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Secret> secrets = new LinkedHashMap<>();

  /**
   * @param pulling told how far images are fetched, from any thread
   */
  Preparation(
      EngineParts parts, Plan plan, Source source, Pins pins, Consumer<PullProgress> pulling) {
    this.parts = parts;
    this.plan = plan;
    this.source = source;
    this.pins = pins;
    this.pulling = pulling;
  }

  /**
   * Checks all that can be known before the first step.
   *
   * @return the secrets of the steps
   * @throws PreflightException with everything that would keep the build from succeeding
   */
  Secrets preflight() throws InterruptedException {
    List<Step> steps = stepsThatMayRun();
    steps.forEach(this::secretsOf);
    if (plan.context().trust() == Trust.UNTRUSTED) {
      steps.forEach(this::privilegesOf);
    }
    runtimes(steps);
    for (Step step : steps) {
      if (step.work() instanceof Work.Action work) {
        action(step, work);
      }
    }
    Secrets found = Secrets.of(secrets, source.secrets());
    if (!problems.isEmpty()) {
      throw new PreflightException(problems.stream().map(found::redact).toList());
    }
    return found;
  }

  /** Returns a plan for a request whose revision is known. */
  static Plan plan(Pipeline pipeline, BuildContext context) {
    try {
      return pipeline.plan(context);
    } catch (SlipwayException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new PreflightException(List.of(new Problem(
          "pipeline '" + pipeline.name() + "'",
          "a condition in Java code threw " + e,
          "a condition that answers",
          "mend the condition")));
    }
  }

  private List<Step> stepsThatMayRun() {
    List<Step> steps = plan.pipeline().steps();
    List<Step> mayRun = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      if (plan.skipped(i).isEmpty()) {
        mayRun.add(steps.get(i));
      }
    }
    return mayRun;
  }

  private void secretsOf(Step step) {
    Stream<String> ofAction =
        step.work() instanceof Work.Action work ? work.action().secrets().stream() : Stream.empty();
    Stream<String> ofImages = step.execution()
        .images()
        .map(Image::login)
        .filter(Objects::nonNull)
        .map(Image.Login::password);
    Stream.of(step.execution().secrets().values().stream(), ofAction, ofImages)
        .flatMap(names -> names)
        .distinct()
        .filter(name -> !secrets.containsKey(name))
        .forEach(name -> secret(step, name));
  }

  private void privilegesOf(Step step) {
    Execution execution = step.execution();
    String place = "step '" + step.name() + "'";
    privileges(place, execution.container());
    Stream.concat(
            execution.services().entrySet().stream(),
            execution.sharedServices().stream()
                .flatMap(shared -> shared.services().entrySet().stream()))
        .forEach(service -> privileges(
            place + ", service '" + service.getKey() + "'", service.getValue().container()));
  }

  private void privileges(String place, ContainerOptions options) {
    if (!options.privileges().none()) {
      problems.add(new Problem(
          place,
          "it wants " + options.privileges() + " in a build that is not trusted",
          "no privileges in builds whose code may come from anybody",
          "leave the step out of such builds with when(trusted())"));
    }
  }

  private void secret(Step step, String name) {
    String place = "step '" + step.name() + "'";
    if (plan.context().trust() == Trust.UNTRUSTED) {
      problems.add(new Problem(
          place,
          "it uses the secret '" + name + "' in a build that is not trusted",
          "no secrets in builds whose code may come from anybody",
          "leave the step out of such builds with when(trusted())"));
      return;
    }
    try {
      Optional<Secret> secret = parts.secrets().find(name);
      if (secret.isPresent()) {
        secrets.put(name, secret.get());
      } else {
        problems.add(new Problem(
            place,
            "the secret '" + name + "' is not there",
            "a secret of this name",
            "add it to the source of secrets"));
      }
    } catch (SlipwayException e) {
      e.problems().forEach(problem -> problems.add(problem.at(place + ", " + problem.place())));
    }
  }

  private void runtimes(List<Step> steps) throws InterruptedException {
    boolean commandsOnHost = false;
    boolean services = false;
    Set<Image> images = new LinkedHashSet<>();
    Set<String> users = new LinkedHashSet<>();
    for (Step step : steps) {
      if (step.execution().image() != null) {
        // what a step makes is not there yet; it is checked when it is used
        pins.of(step).images().filter(image -> image.step().isEmpty()).forEach(images::add);
        users.add("'" + step.name() + "'");
        services |= step.execution().hasServices();
      } else {
        commandsOnHost |= step.work() instanceof Work.Commands;
      }
    }
    if (commandsOnHost) {
      check(parts.runtimes().host(), List.of(), false);
    }
    if (!users.isEmpty()) {
      StepRuntime containers = parts.runtimes().containers();
      if (containers == null) {
        Problem problem = parts.runtimes().noContainers();
        problems.add(problem.at(
            "steps with an image (" + String.join(", ", users.stream().limit(5).toList()) + ")"));
      } else {
        check(containers, images, services);
      }
    }
  }

  private void check(StepRuntime runtime, Collection<Image> images, boolean services)
      throws InterruptedException {
    try {
      problems.addAll(runtime.check(images, services, new KnownSecrets(secrets, pulling)));
    } catch (SlipwayException e) {
      problems.addAll(e.problems());
    }
  }

  private void action(Step step, Work.Action work) {
    String place = "step '" + step.name() + "'";
    try {
      parts
          .actions()
          .preflight(step, work.action(), plan.context())
          .forEach(problem -> problems.add(problem.at(place + ", " + problem.place())));
    } catch (SlipwayException e) {
      e.problems().forEach(problem -> problems.add(problem.at(place + ", " + problem.place())));
    } catch (RuntimeException e) {
      problems.add(new Problem(
          place, "its preflight check threw " + e, "a check that answers", "mend the action"));
    }
  }
}
