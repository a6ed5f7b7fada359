package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;

/** Why a call to an engine failed, in one short line for people. */
final class Reason {
  private static final int LONGEST = 300;

  private Reason() {}

  /** Returns the innermost message, which is the one that says what happened. */
  static String of(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (message != null && cause instanceof DockerException answer) {
      message = told(message, "Status " + answer.getHttpStatus() + ": ");
    }
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : line(message);
  }

  /** Returns what the engine says in its answer, which is an object with a message or any text. */
  private static String told(String message, String status) {
    String answer = message.startsWith(status) ? message.substring(status.length()) : message;
    if (answer.isBlank()) {
      return message;
    }
    try {
      return Json.at(answer, "$.message").map(Object::toString).orElse(answer);
    } catch (JsonException noJson) {
      return answer;
    }
  }

  /** Returns a text as one short line. */
  static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }
}
