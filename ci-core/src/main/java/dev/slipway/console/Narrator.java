package dev.slipway.console;

import dev.slipway.model.Outcome;
import dev.slipway.model.Revision;
import dev.slipway.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Turns events into lines of text, and keeps what is known of the build up to date. */
final class Narrator {
  private final boolean live;
  private final Colors colors;
  private final Summary summary;

  /** Makes a narrator; if {@code live}, what runs is shown elsewhere and only ends are told. */
  Narrator(boolean live, Colors colors, Summary summary) {
    this.live = live;
    this.colors = colors;
    this.summary = summary;
  }

  List<String> tell(BuildView build, RunEvent event) {
    if (event instanceof RunEvent.StepOutput output) {
      return wrote(build, output);
    }
    if (event instanceof RunEvent.StepStarted started) {
      build.step(started.step()).start(started.at());
      return live ? List.of() : List.of(label(started.step()) + "started");
    }
    if (event instanceof RunEvent.StepFinished finished) {
      return ended(
          build,
          finished.step(),
          finished.at(),
          finished.outcome(),
          finished.reason().sentence());
    }
    if (event instanceof RunEvent.StepSkipped skipped) {
      return ended(
          build, skipped.step(), skipped.at(), Outcome.SKIPPED, skipped.reason().sentence());
    }
    if (event instanceof RunEvent.BuildFinished finished) {
      return finished(build, finished);
    }
    return ofAttempt(build, event);
  }

  private List<String> ofAttempt(BuildView build, RunEvent event) {
    if (event instanceof RunEvent.StepWaiting waiting) {
      return List.of(
          label(waiting.step()) + "waiting: " + Clean.sentence(waiting.reason().sentence()));
    }
    if (event instanceof RunEvent.AttemptFailed failed) {
      return List.of(label(failed.step()) + "attempt " + failed.attempt() + " "
          + colors.of(failed.outcome(), failed.outcome().word()) + ": "
          + Clean.sentence(failed.reason().sentence()) + "; the next one begins at "
          + failed.next());
    }
    if (event instanceof RunEvent.AttemptStarted started) {
      build.step(started.step()).startAttempt(started.at());
      return live
          ? List.of()
          : List.of(label(started.step()) + "attempt " + started.attempt() + " started");
    }
    if (event instanceof RunEvent.ActionReported) {
      return List.of(); // made for programs; what people should know the action writes to its log
    }
    return ofBuild(build, event);
  }

  private static List<String> ofBuild(BuildView build, RunEvent event) {
    String name = "Build " + Clean.line(build.id);
    if (event instanceof RunEvent.BuildStarted started) {
      return List.of(name + " of pipeline '" + Clean.line(started.pipeline()) + "' started: "
          + Clean.line(started.source()));
    }
    if (event instanceof RunEvent.RevisionResolved resolved) {
      return List.of(name + " is for " + revision(resolved.revision()));
    }
    if (event instanceof RunEvent.ImagePulling pulling) {
      return List.of(name + " is " + Clean.line(pulling.progress().sentence()));
    }
    if (event instanceof RunEvent.CancelRequested cancel) {
      return List.of(name + " is to stop: " + Clean.sentence(cancel.reason().sentence()));
    }
    if (event instanceof RunEvent.BuildSuspended) {
      return List.of(name + " is suspended and can be resumed");
    }
    if (event instanceof RunEvent.BuildResumed resumed) {
      build.resumed = true;
      return List.of(name + (resumed.rerun() ? " runs again what did not go well" : " goes on"));
    }
    return List.of();
  }

  private static String revision(Revision revision) {
    String from = revision.branch() != null ? " of branch " + revision.branch() : "";
    String tag = revision.tag() != null ? " at tag " + revision.tag() : "";
    String author = revision.author().isEmpty() ? "" : " by " + revision.author();
    String subject = revision.subject().isEmpty() ? "" : ": " + revision.subject();
    return Clean.line("commit " + revision.shortId() + from + tag + author + subject);
  }

  private List<String> wrote(BuildView build, RunEvent.StepOutput output) {
    StepView step = build.step(output.step());
    List<String> lines = lines(output.text()).map(Clean::line).toList();
    lines.forEach(step::write);
    String label = label(output.step());
    return live ? List.of() : lines.stream().map(line -> label + line).toList();
  }

  /** A carriage return does not end a line: it begins it again, as progress bars do. */
  private static Stream<String> lines(String text) {
    String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return Stream.of(whole.split("\n", -1));
  }

  private List<String> ended(
      BuildView build, String name, Instant at, Outcome outcome, String sentence) {
    StepView step = build.step(name);
    step.end(at, outcome, Clean.sentence(sentence));
    String word = colors.of(outcome, outcome.word());
    String duration = outcome == Outcome.SKIPPED ? "" : " in " + Durations.exact(step.duration());
    return List.of(label(name) + word + duration + ": " + step.reason());
  }

  private List<String> finished(BuildView build, RunEvent.BuildFinished event) {
    List<String> lines = new ArrayList<>(summary.lines(build));
    if (!lines.isEmpty()) {
      lines.add("");
    }
    Duration duration = Duration.between(build.startedAt, event.at());
    lines.add("Build " + Clean.line(build.id) + " "
        + colors.of(event.outcome(), event.outcome().word()) + " in " + Durations.exact(duration)
        + (build.resumed ? " since it was resumed: " : ": ")
        + Clean.sentence(event.reason().sentence()));
    return lines;
  }

  private static String label(String step) {
    return "[" + Clean.line(step) + "] ";
  }
}
