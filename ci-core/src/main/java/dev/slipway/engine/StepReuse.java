package dev.slipway.engine;

import dev.slipway.artifact.ArtifactException;
import dev.slipway.cache.CacheException;
import dev.slipway.cache.CacheStore;
import dev.slipway.cache.DirectoryCaches;
import dev.slipway.cache.KeptResult;
import dev.slipway.cache.LogRecording;
import dev.slipway.cache.Note;
import dev.slipway.cache.Shelf;
import dev.slipway.cache.StepResults;
import dev.slipway.model.Artifact;
import dev.slipway.model.Cache;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Reuse;
import dev.slipway.model.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt of a step takes from earlier builds, and keeps for later ones. What goes wrong with that is a line in the log of
 * the step, and the step runs as if nothing were kept.
 */
final class StepReuse {
  private static final String LABEL = "result: ";

  private final BuildFacts facts;
  private final Step step;
  private final StepOutputPipe pipe;
  private final LogRecording recording;
  private final StepResults results;
  private final Shelf shelf;
  private final List<DirectoryCaches.Restored> restored = new ArrayList<>();
  private @Nullable ResultKey key;
  private List<String> changes = List.of();

  /**
   * @param recording is told what is written to the pipe
   */
  StepReuse(BuildFacts facts, Step step, StepOutputPipe pipe, LogRecording recording) {
    this.facts = facts;
    this.step = step;
    this.pipe = pipe;
    this.recording = recording;
    this.results = StepResults.in(facts.parts().caches());
    this.shelf =
        StepResults.shelf(facts.pipeline().name(), step.name(), facts.context().trust());
  }

  /** Returns whether there is anything to do for a step. */
  static boolean isFor(BuildFacts facts, Step step) {
    return !step.reuse().equals(Reuse.nothing()) && facts.parts().caches() != CacheStore.none();
  }

  /** Returns why the step is run although it could have been taken from an earlier build. */
  List<String> changes() {
    return changes;
  }

  /**
   * Looks for the step in earlier builds, and brings back what it did there.
   *
   * @param images what identifies the contents of its images
   */
  Optional<AttemptResult> earlier(Map<String, String> images) {
    if (step.reuse().inputs().isEmpty()) {
      return Optional.empty();
    }
    try {
      ResultKey now = ResultKey.of(facts, step, images);
      if (!now.obstacles().isEmpty()) {
        return missed(now.obstacles());
      }
      key = now;
      Optional<KeptResult> kept = results.find(shelf, now.parts());
      if (kept.isEmpty()) {
        return missed(results.changes(shelf, now.parts()));
      }
      return broughtBack(now, kept.get());
    } catch (ArtifactException | CacheException e) {
      changes = List.of("what is kept cannot be used");
      warn(LABEL + "not looked for in earlier builds, " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<AttemptResult> broughtBack(ResultKey now, KeptResult kept) {
    try {
      kept.artifacts()
          .forEach(artifact -> facts.parts().artifacts().restore(artifact, facts.workspace()));
    } catch (ArtifactException e) {
      return missed(List.of("what it produced is not kept any more: " + e.getMessage()));
    }
    say(LABEL + "taken from build " + kept.buildId() + " of " + kept.at()
        + ", nothing it depends on has changed; its log is replayed");
    new Replay(pipe).of(results, shelf, now.parts());
    say(LABEL + "end of the replayed log"
        + (kept.logCut() ? ", which was longer; build " + kept.buildId() + " has the rest" : ""));
    Reason cached = new Reason.Cached(StepResults.key(now.parts()).substring(0, 12));
    return Optional.of(new AttemptResult(Outcome.SUCCEEDED, cached, null, kept.artifacts()));
  }

  private Optional<AttemptResult> missed(List<String> why) {
    changes = why;
    say(LABEL + "not taken from an earlier build: " + String.join(", ", why));
    return Optional.empty();
  }

  /** Brings directories back, and begins to record the log. */
  void begin() throws InterruptedException {
    for (Cache cache : step.reuse().caches()) {
      DirectoryCaches.Restored one = facts
          .directoryCaches()
          .restore(cache, facts.pipeline().name(), facts.context().trust(), facts.workspace());
      restored.add(one);
      tell(one.note());
    }
    pipe.endText(); // what the redactor still holds back of these lines is no output of the step
    recording.start();
  }

  /** The step has succeeded: keeps its directories and its result. */
  void keep(AttemptResult result) throws InterruptedException {
    pipe.endText();
    recording.stop();
    for (DirectoryCaches.Restored one : restored) {
      facts
          .directoryCaches()
          .store(one, facts.workspace(), facts.secrets().redactor())
          .ifPresent(this::tell);
    }
    ResultKey of = key;
    if (of == null) {
      return;
    }
    try {
      Optional<String> secret = secretIn(result.artifacts());
      if (secret.isPresent()) {
        warn(LABEL + "not kept for later builds, there is a secret in " + secret.get());
        return;
      }
      results.keep(
          shelf,
          new KeptResult(
              facts.id(), facts.now(), of.parts(), result.artifacts(), recording.isCut()),
          recording);
    } catch (ArtifactException | CacheException e) {
      warn(LABEL + "not kept for later builds, " + e.getMessage());
    } catch (IOException e) {
      warn(LABEL + "not kept for later builds, what it produced cannot be read: " + e);
    }
  }

  /** Returns the first file of artifacts that has a secret in it. */
  private Optional<String> secretIn(List<Artifact> artifacts)
      throws IOException, InterruptedException {
    for (Artifact artifact : artifacts) {
      for (Artifact.Entry file : artifact.files()) {
        boolean inName = !facts.secrets().redact(file.path()).equals(file.path());
        if (inName || facts.secrets().occurIn(facts.parts().artifacts().content(file))) {
          return Optional.of(file.path());
        }
      }
    }
    return Optional.empty();
  }

  private void tell(Note note) {
    if (note.warning()) {
      warn(note.text());
    } else {
      say(note.text());
    }
  }

  private void say(String text) {
    pipe.line(LogStream.OUT, text);
  }

  private void warn(String text) {
    pipe.line(LogStream.ERR, text);
  }

  /** Writes a log again, and ends its last line. */
  private static final class Replay {
    private final StepOutputPipe pipe;
    private byte last = '\n';

    Replay(StepOutputPipe pipe) {
      this.pipe = pipe;
    }

    void of(StepResults results, Shelf shelf, SortedMap<String, String> parts) {
      results.replay(shelf, parts, (stream, bytes, offset, length) -> {
        pipe.write(stream, bytes, offset, length);
        last = bytes[offset + length - 1];
      });
      pipe.endText();
      if (last != '\n') {
        pipe.line(LogStream.OUT, "");
      }
    }
  }
}
