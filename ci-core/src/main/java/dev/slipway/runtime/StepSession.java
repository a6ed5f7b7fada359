package dev.slipway.runtime;

import dev.slipway.model.Command;
import java.util.Optional;

/**
 * Surroundings in which the commands of one attempt run, one after the other, on one workspace. For the thread of the attempt
 * only, apart from {@link #close}, which the engine also calls from that thread.
 *
 * <p>Order: at most one {@link #startServices}, then any number of {@link #run}, then one {@link #close}. What commands
 * write to the workspace is there for the engine to read after {@code close}.
 *
 * @since 0.1
 */
public interface StepSession extends AutoCloseable {

  /**
   * Starts the services of the step, and those of its groups that do not run yet, and waits until all of them are ready. Called
   * at most once, before the first command, and only for a step with services.
   *
   * @param log takes what they write, also while commands run: each line with the name of its service before it
   * @throws RuntimeUnavailableException if one cannot be started, dies, or is not ready in time; it tells the last lines it wrote
   * @throws InterruptedException if the step is to stop
   */
  void startServices(OutputSink log) throws InterruptedException;

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
   * Keeps the surroundings of the commands after {@link #close}, so that people can get into them, for as long as the step says.
   * Called at most once, after a command and before {@code close}.
   *
   * @return the command line by which a person gets in; empty if this runtime keeps nothing
   */
  default Optional<String> keep() {
    return Optional.empty();
  }

  /**
   * Ends what still runs and lets go of what the session made, apart from changes in the workspace. Called once, on every way
   * out, also after an exception. Works even if the calling thread is interrupted, within a deadline of its own. No process of
   * the session runs when it returns; what else is left may be removed later, at the latest by {@link StepRuntime#reap}.
   *
   * @throws RuntimeUnavailableException if something had to be left behind, or changes could not be brought to the workspace
   */
  @Override
  void close();
}
