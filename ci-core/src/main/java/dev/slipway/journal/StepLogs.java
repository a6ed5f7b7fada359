package dev.slipway.journal;

import dev.slipway.model.LogStream;
import dev.slipway.run.LogLine;
import java.io.InputStream;
import java.util.stream.Stream;

/**
 * The logs of the steps of one build. Thread-safe. Bytes are kept as they were written, with secrets redacted; a step that
 * never wrote has an empty log.
 *
 * @since 0.1
 */
public interface StepLogs {

  /**
   * Opens the log of a step for writing at its end.
   *
   * @throws JournalException if it cannot be opened
   */
  Writer writer(String step);

  /**
   * Returns what a step wrote so far, both streams in the order they were written. A stream that has met its end finds what was
   * written since when it is read again. To be closed.
   *
   * @throws JournalException if it cannot be read
   */
  InputStream read(String step);

  /**
   * Returns what a step wrote to one stream so far. To be closed.
   *
   * @throws JournalException if it cannot be read
   */
  InputStream read(String step, LogStream stream);

  /**
   * Returns what a step wrote so far, line by line, read as it is consumed. Lines longer than 64 KiB come in pieces. To be
   * closed.
   *
   * @throws JournalException if it cannot be read
   */
  Stream<LogLine> lines(String step);

  /** Writes the log of a step. Thread-safe. */
  interface Writer extends AutoCloseable {
    /**
     * Adds bytes of one stream.
     *
     * @throws JournalException if they cannot be written
     */
    void write(LogStream stream, byte[] bytes, int offset, int length);

    /** Ends writing. */
    @Override
    void close();
  }
}
