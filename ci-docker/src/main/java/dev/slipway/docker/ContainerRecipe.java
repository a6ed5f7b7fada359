package dev.slipway.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Image;
import dev.slipway.model.Size;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a container is made: the image, what it may use and do, and what it sees. For one thread. */
final class ContainerRecipe {
  static final String WORKSPACE = "/workspace";
  private static final Logger log = LoggerFactory.getLogger(ContainerRecipe.class);
  private static final long MOST_PROCESSES = 4096;
  private static final double NANO = 1e9;
  private static final String UNIX = "unix://";

  private final Engine engine;
  private final Tenant tenant;
  private final String place;
  private final Image image;
  private final ContainerOptions options;
  private final Map<String, String> labels;
  private final List<Mount> mounts = new ArrayList<>();
  private List<String> environment = List.of();
  private @Nullable String network;
  private List<String> aliases = List.of();
  private boolean init;
  private boolean input;
  private boolean inputOnce;
  private String user = "";

  ContainerRecipe(
      Engine engine,
      Tenant tenant,
      String place,
      Image image,
      ContainerOptions options,
      Map<String, String> labels) {
    this.engine = engine;
    this.tenant = tenant;
    this.place = place;
    this.image = image;
    this.options = options;
    this.labels = labels;
  }

  /** Joins a network by its name or id, or the network of another container by {@code container:} and its id. */
  ContainerRecipe network(@Nullable String name, String... names) {
    network = name;
    aliases = List.of(names);
    return this;
  }

  ContainerRecipe mount(Mount mount) {
    mounts.add(mount);
    return this;
  }

  ContainerRecipe environment(Map<String, String> variables) {
    environment = variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
    return this;
  }

  /** Puts a first process before the command that passes signals on and buries orphans. */
  ContainerRecipe init() {
    init = true;
    return this;
  }

  /**
   * Leaves the standard input open.
   *
   * @param once whether it ends with the connection that uses it; otherwise nothing ever comes
   */
  ContainerRecipe input(boolean once) {
    input = true;
    inputOnce = once;
    return this;
  }

  /** Runs as this user where the options name none; empty for the user of the image. */
  ContainerRecipe user(String fallback) {
    user = fallback;
    return this;
  }

  /** Makes the container for a command in place of the entry point and command of the image. Returns its id. */
  String create(List<String> argv, String directory) {
    return create(command().withEntrypoint(argv).withWorkingDir(directory));
  }

  /**
   * Makes the container for the entry point of the image, or that of the options, and the command of the image where
   * {@code arguments} is empty.
   */
  String createAsImageSays(List<String> arguments) {
    CreateContainerCmd command = command();
    if (!options.layout().entryPoint().isEmpty()) {
      command.withEntrypoint(options.layout().entryPoint());
    }
    if (options.layout().directory() != null) {
      command.withWorkingDir(options.layout().directory());
    }
    return create(arguments.isEmpty() ? command : command.withCmd(arguments));
  }

  private String create(CreateContainerCmd command) {
    try {
      return execute(command);
    } catch (NotFoundException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              place,
              "image '" + image + "' is not on the engine at " + engine.address(),
              "an image that is there",
              "pull it, or build it in an earlier step"),
          e);
    }
  }

  /** Not every storage driver limits the disk, and only the attempt tells. */
  private String execute(CreateContainerCmd command) {
    Size disk = options.limits().disk();
    HostConfig host = hostConfig();
    if (disk == null) {
      return command.withHostConfig(host).exec().getId();
    }
    host.withStorageOpt(Map.of("size", Long.toString(disk.bytes())));
    try {
      return command.withHostConfig(host).exec().getId();
    } catch (NotFoundException e) {
      throw e;
    } catch (DockerException e) {
      host.withStorageOpt(null);
      String id = command.withHostConfig(host).exec().getId();
      log.warn(
          "{}: the engine at {} cannot limit the disk to {}: {}",
          place,
          engine.address(),
          disk,
          Reason.of(e));
      return id;
    }
  }

  private CreateContainerCmd command() {
    CreateContainerCmd create = engine
        .calls()
        .createContainerCmd(image.name())
        .withEnv(environment)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withStdinOpen(input)
        .withStdInOnce(inputOnce)
        .withAttachStdin(inputOnce)
        .withLabels(labels);
    if (!aliases.isEmpty()) {
      create.withAliases(aliases);
    }
    if (options.layout().hostname() != null) {
      create.withHostName(options.layout().hostname());
    }
    String runAs = options.user() == null ? user : options.user();
    if (!runAs.isEmpty()) {
      create.withUser(runAs);
    }
    return create;
  }

  private HostConfig hostConfig() {
    HostConfig config = HostConfig.newHostConfig()
        .withMounts(mounts)
        .withInit(init)
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    if (network != null) {
      config.withNetworkMode(network);
    }
    if (!options.hosts().isEmpty()) {
      config.withExtraHosts(options.hosts().entrySet().stream()
          .map(host -> host.getKey() + ":" + host.getValue())
          .toArray(String[]::new));
    }
    if (options.readOnlyRoot()) {
      config.withReadonlyRootfs(true).withTmpFs(Map.of("/tmp", "mode=1777"));
    }
    limits(config, options.limits());
    privileges(config, options.privileges());
    return config;
  }

  private void limits(HostConfig config, ContainerOptions.Limits limits) {
    long memory =
        limits.memory() == null ? tenant.memoryLimit() : limits.memory().bytes();
    if (memory > 0) {
      // the same with swap: what is over the limit is not moved to the disk
      config.withMemory(memory).withMemorySwap(memory);
    }
    if (limits.cpus() != null) {
      config.withNanoCPUs(Math.round(limits.cpus() * NANO));
    }
    if (limits.sharedMemory() != null) {
      config.withShmSize(limits.sharedMemory().bytes());
    }
    config.withPidsLimit(limits.processes() == null ? MOST_PROCESSES : limits.processes());
  }

  private void privileges(HostConfig config, ContainerOptions.Privileges privileges) {
    if (privileges.all()) {
      config.withPrivileged(true);
    } else {
      config.withSecurityOpts(List.of("no-new-privileges"));
    }
    if (!privileges.capabilities().isEmpty()) {
      config.withCapAdd(privileges.capabilities().stream()
          .sorted()
          .map(this::capability)
          .toArray(Capability[]::new));
    }
    if (privileges.engine()) {
      String socket = socket();
      config.withBinds(Bind.parse(socket + ":/var/run/docker.sock"));
      group(socket).ifPresent(group -> config.withGroupAdd(List.of(group)));
    }
  }

  /** Returns the group that may use the socket, which the user of the step may not be in otherwise. */
  private static Optional<String> group(String socket) {
    try {
      return Optional.of(Files.getAttribute(Path.of(socket), "unix:gid").toString());
    } catch (IOException | UnsupportedOperationException notOfThisMachine) {
      return Optional.empty();
    }
  }

  private Capability capability(String name) {
    String plain = name.startsWith("CAP_") ? name.substring("CAP_".length()) : name;
    try {
      return Capability.valueOf(plain);
    } catch (IllegalArgumentException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              place,
              "the capability '" + name + "' is not known",
              "a capability of Linux, such as SYS_PTRACE",
              "correct its name"),
          e);
    }
  }

  private String socket() {
    String host = engine.address().host();
    if (!host.startsWith(UNIX)) {
      throw new RuntimeUnavailableException(
          new Problem(
              place,
              "it wants access to the engine, which is at " + engine.address(),
              "an engine at a socket of this machine",
              "run it on such an engine, or leave out engineAccess()"),
          null);
    }
    return host.substring(UNIX.length());
  }
}
