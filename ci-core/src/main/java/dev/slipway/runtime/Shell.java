package dev.slipway.runtime;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A shell on a terminal, in the container of a step that has failed. The embedding application connects its streams with those of a
 * person. Thread-safe; each stream is for one thread.
 *
 * @since 0.1
 */
public interface Shell extends AutoCloseable {
  /** Returns where keys go. Closing it ends the input of the shell. */
  OutputStream input();

  /** Returns what the terminal shows. It ends with the shell. */
  InputStream output();

  /** Tells the shell how large the terminal is. */
  void resize(int columns, int rows);

  /** Waits until the shell is over, and returns its exit code. */
  int await() throws InterruptedException;

  /** Ends the connection to the shell. Safe to call again. */
  @Override
  void close();
}
