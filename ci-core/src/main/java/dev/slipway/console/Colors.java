package dev.slipway.console;

import dev.slipway.model.Outcome;

/** Colours of outcomes, or none. */
record Colors(boolean on) {
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String YELLOW = "\u001b[33m";
  private static final String GREY = "\u001b[90m";
  private static final String PLAIN = "\u001b[0m";

  String of(Outcome outcome, String text) {
    return switch (outcome) {
      case SUCCEEDED -> in(GREEN, text);
      case FAILED, ERRORED -> in(RED, text);
      case CANCELLED, TIMED_OUT -> in(YELLOW, text);
      case SKIPPED -> in(GREY, text);
    };
  }

  private String in(String color, String text) {
    return on ? color + text + PLAIN : text;
  }
}
