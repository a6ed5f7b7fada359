package dev.slipway.examples;

import java.util.List;

/** Something Slipway can do, told by running it. */
interface Story {
  /** Returns the word by which it is called. */
  String name();

  /** Returns what it shows and the arguments it takes, on one line. */
  String summary();

  /**
   * Runs it.
   *
   * @return the exit status: 0 if all went as it should, 1 if not, 2 for wrong arguments
   */
  int tell(List<String> arguments) throws Exception;
}
