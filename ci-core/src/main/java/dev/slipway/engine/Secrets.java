package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Outcome;
import dev.slipway.model.PullProgress;
import dev.slipway.model.Reason;
import dev.slipway.secret.RedactingOutput;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The secrets of one build, and how its texts are freed of them. Immutable. */
final class Secrets {
  static final Secrets NONE = new Secrets(Map.of(), Redactor.none());

  private final Map<String, Secret> byName;
  private final Redactor redactor;

  private Secrets(Map<String, Secret> byName, Redactor redactor) {
    this.byName = byName;
    this.redactor = redactor;
  }

  /** Returns the secrets that steps use; those of the source are only kept out of texts. */
  static Secrets of(Map<String, Secret> byName, List<Secret> ofSource) {
    List<Secret> all = new ArrayList<>(byName.values());
    all.addAll(ofSource);
    return all.isEmpty() ? NONE : new Secrets(Map.copyOf(byName), Redactor.of(all));
  }

  Secret get(String name) {
    Secret secret = byName.get(name);
    if (secret == null) {
      throw new IllegalStateException(
          "the secret '" + name + "' was not looked up; a step has to declare it");
    }
    return secret;
  }

  /** Returns access for a runtime that fetches images. */
  KnownSecrets access(Consumer<PullProgress> ear) {
    return new KnownSecrets(byName, ear);
  }

  Redactor redactor() {
    return redactor;
  }

  String redact(String text) {
    return this == NONE ? text : redactor.redact(text);
  }

  /** Returns whether there is a secret in a file. */
  boolean occurIn(Path file) throws IOException, InterruptedException {
    if (this == NONE) {
      return false;
    }
    RedactingOutput searched = redactor.redacting(OutputStream.nullOutputStream());
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("asked to stop");
        }
        searched.write(chunk, 0, count);
      }
    } catch (ClosedByInterruptException e) {
      throw (InterruptedException) new InterruptedException("asked to stop").initCause(e);
    }
    searched.finish();
    return searched.hasMasked();
  }

  /** Returns a result without secrets in its reason. */
  AttemptResult redact(AttemptResult result) {
    if (this == NONE || result.outcome() == Outcome.SUCCEEDED) {
      return result;
    }
    return new AttemptResult(
        result.outcome(), redact(result.reason()), result.output(), result.artifacts());
  }

  /** Returns a reason without secrets in its texts. */
  Reason redact(Reason reason) {
    if (reason instanceof Reason.ExitCode exit) {
      return new Reason.ExitCode(exit.code(), redact(exit.command()));
    } else if (reason instanceof Reason.Signalled signalled) {
      return new Reason.Signalled(signalled.signal(), redact(signalled.command()));
    } else if (reason instanceof Reason.OutOfMemory memory) {
      return new Reason.OutOfMemory(redact(memory.command()));
    } else if (reason instanceof Reason.Threw threw) {
      return new Reason.Threw(threw.exception(), redact(threw.message()));
    } else if (reason instanceof Reason.Cancelled cancelled) {
      return new Reason.Cancelled(redact(cancelled.why()));
    } else if (reason instanceof Reason.Said said) {
      return new Reason.Said(redact(said.text()));
    } else if (reason instanceof Reason.WaitingForGate waiting) {
      return new Reason.WaitingForGate(waiting.gate(), redact(waiting.why()), waiting.since());
    } else if (reason instanceof Reason.NotRunnable problems) {
      return new Reason.NotRunnable(
          problems.problems().stream().map(this::redact).toList());
    }
    return reason;
  }

  Problem redact(Problem problem) {
    return new Problem(
        redact(problem.place()),
        redact(problem.found()),
        redact(problem.expected()),
        redact(problem.remedy()));
  }

  /** Returns a payload without secrets in its texts. */
  Map<String, Object> redact(Map<String, Object> payload) {
    Map<String, Object> clean = new LinkedHashMap<>();
    payload.forEach((name, value) -> clean.put(redact(name), redacted(value)));
    return clean;
  }

  private Object redacted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> clean = new LinkedHashMap<>();
      map.forEach((name, inner) -> clean.put(redact(String.valueOf(name)), redacted(inner)));
      return clean;
    } else if (value instanceof List<?> list) {
      return list.stream().map(this::redacted).toList();
    }
    return value instanceof CharSequence ? redact(value.toString()) : value;
  }
}
