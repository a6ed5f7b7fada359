package dev.slipway.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes containers as services describe them. For one thread. */
final class CodeshipContainers {
  private static final Duration DATA_LIMIT = Duration.ofSeconds(2);
  private static final String UNIX = "unix://";
  private static final String SOCKET = "/var/run/docker.sock";

  private final CodeshipSetup setup;
  private final CodeshipSite site;
  private final StepContext context;
  private final CodeshipImages images;
  private final Engine engine;

  CodeshipContainers(
      CodeshipSetup setup, CodeshipSite site, StepContext context, CodeshipImages images) {
    this.setup = setup;
    this.site = site;
    this.context = context;
    this.images = images;
    this.engine = setup.docker().engine();
  }

  /**
   * Where a container stands.
   *
   * @param network its network, or null for the usual one
   * @param aliases its names there
   * @param binds what it sees beside what its service says
   * @param init whether its first process passes signals on, so that a shell ends when it is asked to
   * @param running containers of services that it may be linked to, by their names
   */
  record Place(
      @Nullable String network,
      List<String> aliases,
      List<Bind> binds,
      boolean init,
      Map<String, String> running) {}

  /**
   * Makes a container.
   *
   * @param command what the entry point of the image gets, or null for what the service or the image says
   * @return its id
   */
  String create(CodeshipService service, String image, @Nullable List<String> command, Place place)
      throws InterruptedException {
    CodeshipService.Container wanted = service.container();
    Map<String, String> variables = new LinkedHashMap<>();
    HostConfig host = HostConfig.newHostConfig()
        .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
        .withInit(place.init())
        .withVolumesFrom(volumesFrom(service));
    List<Bind> binds = new ArrayList<>(place.binds());
    List<Volume> anonymous = new ArrayList<>();
    service.volumes().forEach(volume -> volume(service, volume, binds, anonymous));
    if (service.engineAccess()) {
      engineAccess(binds, variables);
    }
    service.aliases().forEach((alias, target) -> {
      String id = place.running().get(target);
      if (id != null) {
        variables.putAll(CodeshipLinks.variables(
            service.name(), alias, engine.calls().inspectContainerCmd(id).exec()));
      }
    });
    variables.putAll(setup.variables(service, site));
    CreateContainerCmd create = engine
        .calls()
        .createContainerCmd(image)
        .withLabels(labels())
        .withEnv(variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList())
        .withVolumes(anonymous)
        .withAttachStdout(true)
        .withAttachStderr(true);
    host.withBinds(binds);
    options(wanted, host, create);
    List<String> words = command == null ? wanted.command() : command;
    if (words != null) {
      create.withCmd(words);
    }
    if (place.network() != null) {
      host.withNetworkMode(place.network());
      create.withAliases(place.aliases());
    }
    return create.withHostConfig(host).exec().getId();
  }

  private Map<String, String> labels() {
    Map<String, String> labels =
        new HashMap<>(Labels.of(site.buildId(), setup.docker().tenant().owner()));
    labels.put(Labels.STEP, context.stepName());
    return labels;
  }

  private static void options(
      CodeshipService.Container wanted, HostConfig host, CreateContainerCmd create) {
    if (wanted.entrypoint() != null) {
      create.withEntrypoint(wanted.entrypoint());
    }
    if (wanted.workingDirectory() != null) {
      create.withWorkingDir(wanted.workingDirectory());
    }
    if (wanted.user() != null) {
      create.withUser(wanted.user());
    }
    if (wanted.hostname() != null) {
      create.withHostName(wanted.hostname());
    }
    if (!wanted.hosts().isEmpty()) {
      host.withExtraHosts(wanted.hosts().entrySet().stream()
          .map(entry -> entry.getKey() + ":" + entry.getValue())
          .toArray(String[]::new));
    }
    if (wanted.readOnly()) {
      host.withReadonlyRootfs(true);
    }
    host.withCapAdd(wanted.capabilities().stream()
        .map(name -> name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""))
        .map(Capability::valueOf)
        .toArray(Capability[]::new));
  }

  /** Containers whose volumes others see are made once for all services, and last as long as the build. */
  private VolumesFrom[] volumesFrom(CodeshipService service) throws InterruptedException {
    List<VolumesFrom> all = new ArrayList<>();
    for (String entry : service.volumesFrom()) {
      int colon = entry.indexOf(':');
      String name = colon < 0 ? entry : entry.substring(0, colon);
      boolean readOnly = colon >= 0 && entry.substring(colon + 1).equals("ro");
      all.add(new VolumesFrom(data(name), readOnly ? AccessMode.ro : AccessMode.rw));
    }
    return all.toArray(VolumesFrom[]::new);
  }

  /** The images come first: whoever makes images may need a container, and so must not wait for one who holds containers. */
  private String data(String name) throws InterruptedException {
    CodeshipService service = setup.service(name);
    String image = images.of(service);
    volumesFrom(service);
    return site.container(name, () -> {
      String id =
          create(service, image, null, new Place(null, List.of(), List.of(), true, Map.of()));
      engine.calls().startContainerCmd(id).exec();
      ExitCode over = engine.streams().waitContainerCmd(id).exec(new ExitCode());
      over.isOverWithin(DATA_LIMIT); // what fills the volume is mostly short; a server goes on
      return id;
    });
  }

  private void volume(
      CodeshipService service, String volume, List<Bind> binds, List<Volume> anonymous) {
    String[] parts = volume.split(":", 3);
    if (parts.length == 1) {
      anonymous.add(new Volume(parts[0]));
      return;
    }
    AccessMode mode = parts.length == 3 && parts[2].equals("ro") ? AccessMode.ro : AccessMode.rw;
    binds.add(new Bind(source(service, parts[0]), new Volume(parts[1]), mode));
  }

  private String source(CodeshipService service, String source) {
    if (source.startsWith("/")) {
      return source;
    }
    boolean isName = source.matches("[A-Za-z0-9][A-Za-z0-9_.-]*") && !source.contains("/");
    Path directory = setup.directory().resolve(source).normalize();
    if (isName && !java.nio.file.Files.exists(directory)) {
      return namedVolume(source);
    }
    if (!directory.startsWith(setup.directory())) {
      throw new RuntimeUnavailableException(
          new Problem(
              service.place(),
              "the volume '" + source + "', which is outside the project",
              "a directory of the project",
              "move it there, or write an absolute path"),
          null);
    }
    return directory.toString();
  }

  /** A volume by name lasts as long as the build, whose label it has. */
  private String namedVolume(String name) {
    String full = "slipway-" + site.buildId() + "-" + name;
    engine
        .calls()
        .createVolumeCmd()
        .withName(full)
        .withLabels(Labels.of(site.buildId(), setup.docker().tenant().owner()))
        .exec();
    return full;
  }

  /** The engine as this machine reaches it; its socket is at the usual place in the container. */
  private void engineAccess(List<Bind> binds, Map<String, String> variables) {
    String host = engine.address().host();
    if (host.startsWith(UNIX)) {
      binds.add(new Bind(host.substring(UNIX.length()), new Volume(SOCKET)));
      variables.put("DOCKER_HOST", UNIX + SOCKET);
    } else {
      variables.put("DOCKER_HOST", host);
      String certificates = System.getenv("DOCKER_CERT_PATH");
      if (engine.address().tls() != null && certificates != null) {
        binds.add(new Bind(certificates, new Volume(certificates), AccessMode.ro));
        variables.put("DOCKER_TLS_VERIFY", "1");
        variables.put("DOCKER_CERT_PATH", certificates);
      }
    }
  }
}
