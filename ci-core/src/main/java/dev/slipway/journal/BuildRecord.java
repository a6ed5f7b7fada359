package dev.slipway.journal;

import dev.slipway.run.RunEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The place where one build is kept, held by one engine. Thread-safe, but for {@link #append}, which one thread calls at a time.
 *
 * @since 0.1
 */
public interface BuildRecord extends AutoCloseable {

  /** Returns the directory in which the build works. It may not be there yet. */
  Path workspace();

  /** Returns the description of the pipeline that the build was started with, if it was stored. */
  Optional<String> definition();

  /**
   * Stores the description of the pipeline.
   *
   * @throws JournalException if it cannot be stored
   */
  void definition(String text);

  /** Returns the events so far, in order. */
  List<RunEvent> events();

  /**
   * Adds events. When this returns they survive the death of the process; either all are there or none.
   *
   * @throws JournalException if they cannot be written
   */
  void append(List<RunEvent> events);

  /**
   * Makes all events survive the death of the machine as well.
   *
   * @throws JournalException if they cannot be synced
   */
  void sync();

  /** Returns the logs of the steps. */
  StepLogs logs();

  /** Deletes the workspace; what cannot be deleted is named in the log of the application. */
  void deleteWorkspace();

  /** Lets go of the place. */
  @Override
  void close();
}
