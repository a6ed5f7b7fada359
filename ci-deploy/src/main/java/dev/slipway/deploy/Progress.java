package dev.slipway.deploy;

import dev.slipway.secret.Redactor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Whom a deployment tells what it does. */
interface Progress {
  /** Lines for people. */
  void line(String text);

  /** Steps for programs. */
  void report(String name, Map<String, Object> payload);

  /** Returns what tells the same with secrets masked. */
  default Progress without(Redactor redactor) {
    return new Progress() {
      @Override
      public void line(String text) {
        Progress.this.line(redactor.redact(text));
      }

      @Override
      public void report(String name, Map<String, Object> payload) {
        Map<String, Object> masked = new LinkedHashMap<>();
        payload.forEach((key, value) ->
            masked.put(key, value instanceof String text ? redactor.redact(text) : value));
        Progress.this.report(name, masked);
      }
    };
  }

  /** Tells nobody of the steps, and somebody of the lines. */
  static Progress lines(Consumer<String> log) {
    return new Progress() {
      @Override
      public void line(String text) {
        log.accept(text);
      }

      @Override
      public void report(String name, Map<String, Object> payload) {
        // a deployment outside a pipeline has no journal
      }
    };
  }
}
