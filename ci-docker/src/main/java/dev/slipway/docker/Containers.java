package dev.slipway.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

  /** Returns a digest over a file of a container as the archive of the engine holds it, its header included. */
  static String digestOfFile(Engine engine, String id, String path) {
    try (InputStream archive =
        engine.calls().copyArchiveFromContainerCmd(id, path).exec()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(archive.readAllBytes()));
    } catch (NotFoundException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static RuntimeUnavailableException unavailable(
      String place, String found, Engine engine, Throwable e) {
    return new RuntimeUnavailableException(
        new Problem(
            place,
            found + ": " + Reason.of(e),
            "an engine at " + engine.address() + " that does what it is asked",
            "look at the log of the engine"),
        e);
  }
}
