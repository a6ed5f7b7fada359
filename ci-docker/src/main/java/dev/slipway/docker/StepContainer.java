package dev.slipway.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container in which the commands of a session run. For one thread. */
abstract class StepContainer {
  private static final Logger log = LoggerFactory.getLogger(StepContainer.class);

  final Engine engine;
  final Time time;
  final Duration grace;
  final Programs programs;
  private final String id;

  StepContainer(Engine engine, Time time, Duration grace, Programs programs, String id) {
    this.engine = engine;
    this.time = time;
    this.grace = grace;
    this.programs = programs;
    this.id = id;
  }

  /** Returns its id. */
  final String id() {
    return id;
  }

  /**
   * Runs a command to its end. When the thread is interrupted, all processes in the container are asked to stop, given their
   * grace, and ended with the container.
   */
  final ExitStatus run(Command command, OutputSink sink) throws InterruptedException {
    try {
      return runToEnd(command, sink);
    } catch (InterruptedException e) {
      stop();
      throw e;
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        // an interrupt in the middle of a call breaks its connection
        stop();
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw e;
    }
  }

  abstract ExitStatus runToEnd(Command command, OutputSink sink) throws InterruptedException;

  /** Asks what runs to stop, and ends it with the container when the time is over. */
  abstract void stop(long deadline) throws InterruptedException;

  /** Ends all processes in it at once. From any thread. */
  abstract void kill();

  /** Returns whether no process runs in it any more. */
  abstract boolean isOver();

  /** Stops reading what processes in the background still write. */
  abstract void letGoOfOutput();

  /** What is left if the engine fails now is removed, or reported, when the session is closed. */
  private void stop() {
    long deadline = time.nanos() + grace.toNanos();
    try {
      Interrupts.defer(() -> stop(deadline));
    } catch (RuntimeException e) {
      log.warn("The container of {} could not be stopped", programs.place(), e);
    }
  }

  final Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - time.nanos()));
  }

  final RuntimeUnavailableException hungUp() {
    return new RuntimeUnavailableException(
        new Problem(
            programs.place(),
            "the engine at " + engine.address() + " hung up before the command was over",
            "the exit code of the command",
            "look at the log of the engine, and run the step again"),
        null);
  }

  final RuntimeUnavailableException endedByOthers(@Nullable NotFoundException cause) {
    return new RuntimeUnavailableException(
        new Problem(
            programs.place(),
            "its container was ended by somebody else while a command ran",
            "a container that runs until the step is over",
            "look who ended it, and run the step again"),
        cause);
  }
}
