package dev.slipway.runtime;

import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a session is opened for. Immutable.
 *
 * @param buildId the build, by which leftovers are found again
 * @param step the full name of the step
 * @param attempt the attempt, from 1
 * @param workspace the directory of the build on this machine
 * @param execution image, working directory, services and options, as the step defines them
 * @param commands the commands that will run, in this order and no others, until one fails; empty if they are not known
 *     beforehand
 * @param environment all environment variables of the commands, secrets included; never to be logged
 * @param grace the time between the request to stop and the kill
 * @since 0.1
 */
public record SessionSpec(
    String buildId,
    String step,
    int attempt,
    Path workspace,
    Execution execution,
    List<Command> commands,
    Map<String, String> environment,
    Duration grace) {

  /**
   * Makes a description.
   *
   * @throws NullPointerException if a part is null
   */
  public SessionSpec {
    Objects.requireNonNull(buildId, "buildId");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(execution, "execution");
    commands = List.copyOf(commands);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(grace, "grace");
  }

  /** Returns a copy in which these commands will run. */
  public SessionSpec withCommands(Command... planned) {
    return new SessionSpec(
        buildId, step, attempt, workspace, execution, List.of(planned), environment, grace);
  }

  /** Returns a copy with these surroundings. */
  public SessionSpec withExecution(Execution other) {
    return new SessionSpec(buildId, step, attempt, workspace, other, commands, environment, grace);
  }

  /** Returns the image of the step, or null if it runs on this machine. */
  public @Nullable Image image() {
    return execution.image();
  }

  /** Returns the description without the values of variables, which may be secret. */
  @Override
  public String toString() {
    return "session of build " + buildId + ", step '" + step + "', attempt " + attempt;
  }
}
