package dev.slipway.model;

import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an action sees of the build it is part of. Valid while the action runs; thread-safe.
 *
 * @since 0.1
 */
public interface StepContext {
  /** Returns the id of the build. */
  String buildId();

  /** Returns the full name of the step. */
  String stepName();

  /** Returns which attempt this is, from 1. */
  int attempt();

  /** Returns what the build was asked for with: revision, event, trust, parameters, variables. */
  BuildContext build();

  /** Returns the revision that is built. */
  default Revision revision() {
    return build().revision();
  }

  /**
   * Returns the environment variables that commands of this step get, without those that hold secrets. Those that begin with
   * {@code CI_} tell about the build.
   */
  default Map<String, String> variables() {
    return build().environment();
  }

  /** Returns the directory in which the revision is checked out. */
  Path workspace();

  /**
   * Returns the output of a step that this one declared as its input.
   *
   * @throws IllegalStateException if the step did not declare it; the message says how to
   */
  <T> T input(StepRef<T> ref);

  /**
   * Returns an artifact that this step declared as its input.
   *
   * @throws IllegalStateException if the step did not declare it; the message says how to
   */
  Artifact artifact(ArtifactRef ref);

  /**
   * Returns a file that holds the content of an artifact's file. It must not be changed.
   *
   * @throws dev.slipway.diagnostic.SlipwayException if the content is not there any more
   */
  Path content(Artifact.Entry file);

  /** Returns the value of a build parameter. */
  <T> T parameter(Parameter<T> parameter);

  /**
   * Returns a secret that this step declared.
   *
   * @throws IllegalStateException if the step did not declare it; the message says how to
   */
  Secret secret(String name);

  /** Returns the log of the step. */
  StepLog log();

  /** Returns what tells that the step is to stop. */
  Cancellation cancellation();

  /** Returns what runs commands for this step. */
  CommandRunner runtime();

  /** Returns the time of the engine. An action that waits must wait by it, or a simulation stands still. */
  Time time();

  /**
   * Records something that happened in the action as an event of the build. It is in the journal when this returns.
   *
   * @param name what happened, in the action's own words
   * @param payload text, numbers, booleans, and lists and maps of these; never a secret
   */
  void report(String name, Map<String, Object> payload);
}
