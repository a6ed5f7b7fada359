package dev.slipway.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;

/** Calls that are made from several places. */
final class Containers {
  private Containers() {}

  /** Ends and removes a container with its volumes; one that is gone is no error. */
  static void remove(Engine engine, String id) {
    try {
      engine
          .calls()
          .removeContainerCmd(id)
          .withForce(true)
          .withRemoveVolumes(true)
          .exec();
    } catch (NotFoundException | ConflictException goneOrGoing) {
      return;
    }
  }

  /** Sends a signal; a container that does not run is no error. */
  static void signal(Engine engine, String id, String signal) {
    try {
      engine.calls().killContainerCmd(id).withSignal(signal).exec();
    } catch (NotFoundException | ConflictException goneOrStopped) {
      return;
    }
  }

  static RuntimeUnavailableException unavailable(
      String place, String found, Engine engine, Throwable e) {
    return new RuntimeUnavailableException(
        new Problem(
            place,
            found + ": " + Reason.of(e),
            "an engine at " + engine.address() + " that does what it is asked",
            "if it names something that was asked for, correct that; else look at the log of the engine"),
        e);
  }
}
