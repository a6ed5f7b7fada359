package dev.slipway.model;

import java.io.OutputStream;

/**
 * The log of a running step, for Java steps. What is written passes the redactor, is stored, and reaches listeners.
 * Thread-safe; lines of several threads are never mixed within a line.
 *
 * @since 0.1
 */
public interface StepLog {
  /** Writes a line of standard output. */
  void line(String text);

  /** Writes a line of standard error. */
  void error(String text);

  /** Returns a stream into the log, as UTF-8 bytes or any others. Closing it does nothing. */
  OutputStream stream(LogStream stream);
}
