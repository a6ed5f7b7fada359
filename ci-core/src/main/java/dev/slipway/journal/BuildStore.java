package dev.slipway.journal;

import dev.slipway.run.RunEvent;
import java.util.List;

/**
 * Keeps builds: on disk ({@link FileBuildStore}) or in memory ({@link MemoryBuildStore}). Thread-safe; methods may block.
 *
 * @since 0.1
 */
public interface BuildStore {

  /**
   * Makes a place for a new build and holds it.
   *
   * @throws JournalException if it cannot be made
   */
  BuildRecord create(String buildId);

  /**
   * Holds the place of a build that is there.
   *
   * @throws JournalException if there is none of this id, if another engine holds it, or if it cannot be read
   */
  BuildRecord open(String buildId);

  /** Returns the ids of all builds, oldest first. */
  List<String> buildIds();

  /**
   * Reads the events of a build, also while it runs. An event that was only half written is left out.
   *
   * @throws JournalException if there is no such build or its journal cannot be read
   */
  List<RunEvent> events(String buildId);

  /**
   * Returns the logs of a build, also while it runs.
   *
   * @throws JournalException if there is no such build
   */
  StepLogs logs(String buildId);
}
