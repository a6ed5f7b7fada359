package dev.slipway.docker;

import dev.slipway.runtime.RuntimeProvider;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;

/**
 * Connects to the Docker Engine that the {@code docker} command line would use.
 *
 * @since 0.1
 */
public final class DockerRuntimeProvider implements RuntimeProvider {

  /** Makes a provider, for {@link java.util.ServiceLoader}. */
  public DockerRuntimeProvider() {}

  @Override
  public String name() {
    return DockerRuntime.NAME;
  }

  @Override
  public Connection connect(Time time) {
    try {
      return new Connected(DockerRuntime.builder(time).connect());
    } catch (RuntimeUnavailableException e) {
      return new Unavailable(e.problems().get(0));
    }
  }
}
