package dev.slipway.docker;

import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Image;
import dev.slipway.model.Network;
import dev.slipway.runtime.SessionSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the containers of sessions, ahead or when they are needed. Thread-safe. */
record ContainerMaker(Docker docker) {

  /** Returns whether the only command of a session is the first process of its container. */
  static boolean isDirect(SessionSpec spec) {
    ContainerOptions options = spec.execution().container();
    return spec.commands().size() == 1 && !options.sharing() && options.keptAfterFailure() == null;
  }

  /**
   * Makes a container, which does not run yet.
   *
   * @param session the name by which it is found if the answer is lost
   * @param networks the networks of services; empty for a network of its own
   */
  Made make(
      SessionSpec spec, Image image, String session, SessionFiles files, List<String> networks)
      throws InterruptedException {
    ContainerOptions options = spec.execution().container();
    boolean direct = isDirect(spec);
    Sandbox sandbox = networks.isEmpty() && mayUseSandbox(options) ? sandbox(spec, image) : null;
    try {
      ContainerRecipe recipe = new ContainerRecipe(
              docker.engine(),
              docker.tenant(),
              "step '" + spec.step() + "'",
              image,
              options,
              Labels.of(spec, session, docker.tenant().owner()))
          .network(sandbox == null ? network(options, networks) : sandbox.network())
          .mount(files.mount())
          .user(docker.tenant().user())
          .environment(options.sharing() ? Map.of() : spec.environment());
      String id = direct
          ? recipe.init().create(spec.commands().get(0).argv(), directory(spec))
          : recipe.idle().create(Idle.COMMAND, ContainerRecipe.WORKSPACE);
      for (String network : networks.stream().skip(1).toList()) {
        docker
            .engine()
            .calls()
            .connectToNetworkCmd()
            .withContainerId(id)
            .withNetworkId(network)
            .exec();
      }
      files.fill(id);
      return new Made(spec, id, session, sandbox);
    } catch (RuntimeException | InterruptedException e) {
      if (sandbox != null) {
        docker.sandboxes().giveBack(spec.buildId(), sandbox, false);
      }
      throw e;
    }
  }

  static String directory(SessionSpec spec) {
    String relative = spec.execution().directory();
    return relative.isEmpty()
        ? ContainerRecipe.WORKSPACE
        : ContainerRecipe.WORKSPACE + "/" + relative;
  }

  static Sandbox.Kind kind(ContainerOptions options, Image image) {
    return new Sandbox.Kind(image.name(), options.network() == Network.OPEN);
  }

  /** A container that may change its network, or that outlives its build, has one of its own. */
  static boolean mayUseSandbox(ContainerOptions options) {
    return options.privileges().none()
        && options.hosts().isEmpty()
        && options.keptAfterFailure() == null;
  }

  private @Nullable Sandbox sandbox(SessionSpec spec, Image image) {
    Optional<Sandbox> found =
        docker.sandboxes().take(spec.buildId(), kind(spec.execution().container(), image));
    return found.orElse(null);
  }

  private static @Nullable String network(ContainerOptions options, List<String> networks) {
    if (!networks.isEmpty()) {
      return networks.get(0);
    }
    return options.network() == Network.OPEN ? null : "none";
  }

  /**
   * A container that was made.
   *
   * @param spec what for
   * @param container its id
   * @param session the name by which it is found
   * @param sandbox where its network is, or null if it has one of its own
   */
  record Made(
      SessionSpec spec,
      String container,
      String session,
      @Nullable Sandbox sandbox) {}
}
