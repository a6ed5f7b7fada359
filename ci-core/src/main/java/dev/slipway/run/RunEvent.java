package dev.slipway.run;

import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.PullProgress;
import dev.slipway.model.Reason;
import dev.slipway.model.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that was decided or happened in a build. The state of a build is a fold over its events. Every event but
 * {@link StepOutput} is in the journal before a listener sees it. Immutable; secrets are redacted.
 *
 * <p>They nest like this, each start paired with an end:
 *
 * <pre>
 * BuildStarted
 *   RevisionResolved, ImagePulling*, WorkspaceReady
 *   StepSkipped
 *   StepWaiting*  StepStarted  (StepOutput | ActionReported | AttemptFailed AttemptStarted)*  StepFinished
 *   CancelRequested
 * BuildFinished | BuildSuspended
 * BuildResumed  ...the same again...
 * </pre>
 *
 * @since 0.1
 */
public sealed interface RunEvent {
  /** Returns when it happened, by the clock of the engine. */
  Instant at();

  /**
   * A build was accepted.
   *
   * @param buildId its id
   * @param pipeline the name of its pipeline
   * @param source where its code comes from, for people
   * @param context what it was asked for with; its revision is not resolved yet
   * @param rebuild which earlier build it runs again, or null
   */
  record BuildStarted(
      Instant at,
      String buildId,
      String pipeline,
      String source,
      BuildContext context,
      @Nullable Rebuild rebuild)
      implements RunEvent {}

  /** The revision to build is known. */
  record RevisionResolved(Instant at, Revision revision) implements RunEvent {}

  /** The revision is checked out, and all that could be checked before is in order. */
  record WorkspaceReady(Instant at) implements RunEvent {}

  /** An image is being fetched for steps of the build: told at the begin, from time to time, and at the end. */
  record ImagePulling(Instant at, PullProgress progress) implements RunEvent {}

  /** A step could start but for a gate, a lock or a limit. */
  record StepWaiting(Instant at, String step, Reason reason) implements RunEvent {}

  /** A step begins its first attempt. */
  record StepStarted(Instant at, String step) implements RunEvent {}

  /** A step wrote output: one or more whole lines of one stream, or a part of a very long line. Kept in the log, not in the journal. */
  record StepOutput(Instant at, String step, LogStream stream, String text) implements RunEvent {}

  /** An action reported something in its own words. */
  record ActionReported(Instant at, String step, String name, Map<String, Object> payload)
      implements RunEvent {}

  /** An attempt did not go well and another one follows. */
  record AttemptFailed(
      Instant at, String step, int attempt, Outcome outcome, Reason reason, Instant next)
      implements RunEvent {}

  /** A step begins another attempt than its first, or again the one that the death of a process cut off. */
  record AttemptStarted(Instant at, String step, int attempt) implements RunEvent {}

  /**
   * A step has ended.
   *
   * @param output its output as JSON, or null if it has none or the output cannot be stored
   * @param artifacts what it produced
   * @param images what identifies the content of the images that ran, by their names in the definition; without those whose runtime
   *     cannot tell
   * @param changes what was not as in earlier builds, so that the step ran again, as phrases such as
   *     {@code the file src/A.java changed}; empty if it was taken from an earlier build or declares no inputs
   * @param shell the command line that gets into what is kept of it, or null
   */
  record StepFinished(
      Instant at,
      String step,
      int attempt,
      Outcome outcome,
      Reason reason,
      @Nullable String output,
      List<Artifact> artifacts,
      Map<String, String> images,
      List<String> changes,
      @Nullable String shell)
      implements RunEvent {
    /** Makes the event. */
    public StepFinished {
      artifacts = artifacts == null ? List.of() : List.copyOf(artifacts);
      images = images == null ? Map.of() : Map.copyOf(images);
      changes = changes == null ? List.of() : List.copyOf(changes);
    }
  }

  /** A step will not run. */
  record StepSkipped(Instant at, String step, Reason reason) implements RunEvent {}

  /** Somebody asked the build to stop, or its time was up. */
  record CancelRequested(Instant at, Outcome outcome, Reason reason) implements RunEvent {}

  /** The engine was closed while the build only waited at gates; it can be resumed. */
  record BuildSuspended(Instant at) implements RunEvent {}

  /**
   * A build goes on in another engine or run.
   *
   * @param rerun whether steps that did not go well run again
   */
  record BuildResumed(Instant at, boolean rerun) implements RunEvent {}

  /** A build has ended. */
  record BuildFinished(Instant at, Outcome outcome, Reason reason) implements RunEvent {}
}
