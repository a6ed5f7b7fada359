package dev.slipway.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Mount;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Interrupts;
import org.jspecify.annotations.Nullable;

/**
 * A copy of the workspace in a volume. It is merged whenever it is collected; the container of the session is not needed for that,
 * and may run, have ended or be gone.
 */
final class CopiedFiles implements SessionFiles {
  private final Engine engine;
  private final BuildCopies copies;
  private final SessionSpec spec;
  private final String image;
  private final String user;
  private @Nullable CopyVolume volume;
  private boolean filled;

  CopiedFiles(Engine engine, BuildCopies copies, SessionSpec spec, String image, String user) {
    this.engine = engine;
    this.copies = copies;
    this.spec = spec;
    this.image = image;
    this.user = user;
  }

  @Override
  public Mount mount() throws InterruptedException {
    release();
    CopyVolume acquired = calling("no volume for the workspace could be made", () -> {
      volume = copies.acquire(spec, image, user);
      return volume;
    });
    return acquired.mount();
  }

  @Override
  public void fill(String container) throws InterruptedException {
    CopyVolume target = volume;
    if (target != null) {
      calling("the workspace could not be copied to its volume", () -> {
        target.copy().fill(target::unpack);
        return target;
      });
      filled = true;
    }
  }

  @Override
  public void collect(String container) {
    CopyVolume source = volume;
    if (source == null || !filled || copies.isClosed()) {
      return;
    }
    // what was refused once is not tried again
    filled = false;
    Interrupts.defer(() -> calling("the workspace could not be copied from its volume", () -> {
      source.copy().merge(spec.step(), source::pack);
      return source;
    }));
    filled = true;
  }

  @Override
  public void release() {
    CopyVolume used = volume;
    volume = null;
    filled = false;
    if (used != null) {
      Interrupts.defer(() -> copies.giveBack(used));
    }
  }

  /** An interrupt breaks the connection to the engine, or closes a file, whichever is used at that moment. */
  private CopyVolume calling(String failure, Call call) throws InterruptedException {
    try {
      return call.make();
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      if (e instanceof RuntimeUnavailableException) {
        throw e;
      }
      if (e instanceof NotFoundException && volume == null) {
        throw noImage(e);
      }
      throw Containers.unavailable("step '" + spec.step() + "'", failure, engine, e);
    }
  }

  private RuntimeUnavailableException noImage(RuntimeException e) {
    return new RuntimeUnavailableException(
        new Problem(
            "step '" + spec.step() + "'",
            "image '" + image + "' is not on the engine at " + engine.address(),
            "an image that is there",
            "pull it, or build it in an earlier step"),
        e);
  }

  /** Calls to the engine. */
  private interface Call {
    CopyVolume make() throws InterruptedException;
  }
}
