package dev.slipway.runtime;

import dev.slipway.model.Command;
import dev.slipway.model.Service;

/**
 * Surroundings in which the commands of one attempt run, one after the other, on one workspace. For the thread of the attempt
 * only, apart from {@link #close}, which the engine also calls from that thread.
 *
 * <p>Order: any number of {@link #startService}, then any number of {@link #run}, then one {@link #close}. What commands
 * write to the workspace is there for the engine to read after {@code close}.
 *
 * @since 0.1
 */
public interface StepSession extends AutoCloseable {

  /**
   * Starts a container beside the commands and waits until it is ready. Called before the first command.
   *
   * @param alias the name under which commands reach it
   * @param log takes what it writes, also while commands run
   * @throws RuntimeUnavailableException if it cannot be started, dies, or is not ready in time
   * @throws InterruptedException if the step is to stop
   */
  void startService(String alias, Service service, OutputSink log) throws InterruptedException;

  /**
   * Runs a command to its end. All output has been given to the sink when it returns. When the calling thread is interrupted,
   * the command and all its children are asked to stop, killed after {@link SessionSpec#grace}, and waited for.
   *
   * @return how it ended; an exit code other than 0 is no exception
   * @throws CommandNotFoundException if the program is not there
   * @throws RuntimeUnavailableException if it cannot be run
   * @throws InterruptedException if the step is to stop; the command is over then
   */
  ExitStatus run(Command command, OutputSink log) throws InterruptedException;

  /**
   * Ends what still runs and removes what the session made, apart from changes in the workspace. Called once, on every way
   * out, also after an exception. Works even if the calling thread is interrupted, within a deadline of its own.
   *
   * @throws RuntimeUnavailableException if something had to be left behind, or changes could not be brought to the workspace
   */
  @Override
  void close();
}
