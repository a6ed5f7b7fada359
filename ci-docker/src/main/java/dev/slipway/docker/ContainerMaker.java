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
    return make(spec, image, session, files, networks, false);
  }

  /** Makes a container ahead of its session, and starts it where that can be done before the first command begins. */
  Made ahead(SessionSpec spec, Image image, String session, SessionFiles files)
      throws InterruptedException {
    boolean mayStart = !spec.execution().container().layout().asImageSays()
        && !docker.shells().lacks(image)
        && (!isDirect(spec)
            || HeldCommand.mayHold(
                spec.commands().get(0).argv(), spec.environment().keySet()));
    Made made = make(spec, image, session, files, List.of(), mayStart);
    if (!mayStart) {
      return made;
    }
    try {
      Optional<Made> started = started(made);
      if (started.isPresent()) {
        return started.get();
      }
    } catch (RuntimeException | InterruptedException e) {
      discard(made);
      throw e;
    }
    docker.shells().isMissing(image);
    discard(made);
    return make(spec, image, session, files, List.of());
  }

  private Optional<Made> started(Made made) throws InterruptedException {
    if (isDirect(made.spec())) {
      return HeldCommand.start(docker.engine(), made.container()).map(made::holding);
    }
    docker.engine().calls().startContainerCmd(made.container()).exec();
    return Optional.of(made.running());
  }

  /** Removes a container that was made and is not needed. */
  void discard(Made made) {
    if (made.held() != null) {
      made.held().close();
    }
    Containers.remove(docker.engine(), made.container());
    if (made.use() != null) {
      docker.sandboxes().giveBack(made.spec().buildId(), made.use(), true);
    }
  }

  private Made make(
      SessionSpec spec,
      Image image,
      String session,
      SessionFiles files,
      List<String> networks,
      boolean hold)
      throws InterruptedException {
    ContainerOptions options = spec.execution().container();
    boolean direct = isDirect(spec);
    SandboxUse use = networks.isEmpty() && mayUseSandbox(options)
        ? docker.sandboxes().take(spec.buildId(), kind(options, image))
        : null;
    Sandbox sandbox = use == null ? null : use.sandbox();
    try {
      ContainerRecipe recipe = new ContainerRecipe(
              docker.engine(),
              docker.tenant(),
              "step '" + spec.step() + "'",
              image,
              options,
              Labels.of(spec, session, docker.tenant().owner()))
          .network(
              sandbox == null ? network(options, networks) : sandbox.network(),
              aliases(options, networks))
          .mount(files.mount())
          .user(options.layout().asImageSays() ? "" : docker.tenant().user())
          .environment(options.sharing() ? Map.of() : spec.environment());
      new LayoutMounts(docker, spec).of(options.layout()).forEach(recipe::mount);
      String id = direct ? direct(recipe, spec, hold) : idle(recipe);
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
      return new Made(spec, id, session, use, null, false);
    } catch (RuntimeException | InterruptedException e) {
      if (use != null) {
        docker.sandboxes().giveBack(spec.buildId(), use, false);
      }
      throw e;
    }
  }

  private static String direct(ContainerRecipe recipe, SessionSpec spec, boolean hold) {
    List<String> argv = spec.commands().get(0).argv();
    recipe.init();
    if (spec.execution().container().layout().asImageSays()) {
      return recipe.createAsImageSays(argv);
    }
    return hold
        ? recipe
            .input(true)
            .create(HeldCommand.firstProcess(argv, directory(spec)), ContainerRecipe.WORKSPACE)
        : recipe.create(argv, directory(spec));
  }

  private static String idle(ContainerRecipe recipe) {
    return recipe.input(false).create(Idle.COMMAND, ContainerRecipe.WORKSPACE);
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

  /** A container that may change its network, has a name in it, or that outlives its build, has one of its own. */
  static boolean mayUseSandbox(ContainerOptions options) {
    return options.privileges().none()
        && options.layout().hostname() == null
        && options.hosts().isEmpty()
        && options.keptAfterFailure() == null;
  }

  /** Only the networks of services know names. */
  private static String[] aliases(ContainerOptions options, List<String> networks) {
    String name = options.layout().hostname();
    return networks.isEmpty() || name == null ? new String[0] : new String[] {name};
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
   * @param use what it has of the sandboxes, or null if it needs none
   * @param held its command, if it was started with it
   * @param isRunning whether it was started for commands that follow
   */
  record Made(
      SessionSpec spec,
      String container,
      String session,
      @Nullable SandboxUse use,
      @Nullable HeldCommand held,
      boolean isRunning) {
    private Made holding(HeldCommand command) {
      return new Made(spec, container, session, use, command, false);
    }

    private Made running() {
      return new Made(spec, container, session, use, null, true);
    }
  }
}
