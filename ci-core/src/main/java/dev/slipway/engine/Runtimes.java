package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Step;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.StepRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where commands run: on this machine for steps without an image, in containers for the others. Immutable.
 *
 * @since 0.1
 */
public final class Runtimes {
  private final StepRuntime host;
  private final @Nullable StepRuntime containers;
  private final @Nullable Problem noContainers;

  private Runtimes(
      StepRuntime host, @Nullable StepRuntime containers, @Nullable Problem noContainers) {
    this.host = Objects.requireNonNull(host, "host");
    this.containers = containers;
    this.noContainers = noContainers;
  }

  /** Returns runtimes for steps without and with an image. */
  public static Runtimes of(StepRuntime host, StepRuntime containers) {
    return new Runtimes(host, Objects.requireNonNull(containers, "containers"), null);
  }

  /** Returns a runtime for steps without an image; steps with one are errored for the reason given. */
  public static Runtimes hostOnly(StepRuntime host, Problem noContainers) {
    return new Runtimes(host, null, Objects.requireNonNull(noContainers, "noContainers"));
  }

  /** Returns the runtime of steps without an image. */
  StepRuntime host() {
    return host;
  }

  /** Returns the runtime of a step. */
  StepRuntime of(Step step) {
    if (step.execution().image() == null) {
      return host;
    }
    if (containers == null) {
      throw new RuntimeUnavailableException(noContainers().at("step '" + step.name() + "'"), null);
    }
    return containers;
  }

  /** Returns the runtime of steps with an image, or null. */
  @Nullable
  StepRuntime containers() {
    return containers;
  }

  /** Returns why there is no runtime for steps with an image. */
  Problem noContainers() {
    return noContainers == null
        ? new Problem("containers", "no container runtime", "a container engine", "start one")
        : noContainers;
  }

  /** Returns every runtime once. */
  List<StepRuntime> all() {
    List<StepRuntime> all = new ArrayList<>(List.of(host));
    if (containers != null && containers != host) {
      all.add(containers);
    }
    return all;
  }
}
