package dev.slipway.deploy;

import java.util.Map;
import java.util.function.Consumer;

/** Whom a deployment tells what it does. */
interface Progress {
  /** Lines for people. */
  void line(String text);

  /** Steps for programs. */
  void report(String name, Map<String, Object> payload);

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
