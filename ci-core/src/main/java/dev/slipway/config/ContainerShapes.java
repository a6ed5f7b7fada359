package dev.slipway.config;

import static dev.slipway.config.Amounts.duration;
import static dev.slipway.config.Amounts.size;
import static dev.slipway.config.Key.flag;
import static dev.slipway.config.Shapes.decimal;
import static dev.slipway.config.Shapes.integer;
import static dev.slipway.config.Shapes.text;
import static dev.slipway.config.Shapes.wide;
import static dev.slipway.config.Shapes.word;
import static dev.slipway.config.Shapes.words;

import dev.slipway.model.Command;
import dev.slipway.model.ContainerLayout;
import dev.slipway.model.ContainerOptions;
import dev.slipway.model.Image;
import dev.slipway.model.Network;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How containers and services are written. */
final class ContainerShapes {
  private static final Table<ContainerLayout.Mount, ContainerLayout.Mount> MOUNT_TABLE = Table.of(
      "a mount",
      "A directory of the workspace.",
      Key.<ContainerLayout.Mount, ContainerLayout.Mount, String, String>of(
              "directory",
              "The directory, from the root of the workspace.",
              text(),
              (mount, directory) -> new ContainerLayout.Mount(directory, mount.readOnly()),
              ContainerLayout.Mount::directory)
          .must(),
      flag(
          "readOnly",
          "Its files cannot be changed.",
          mount -> new ContainerLayout.Mount(mount.directory(), true),
          ContainerLayout.Mount::readOnly));

  /** A directory alone, or one that cannot be changed. */
  private static final Shape<ContainerLayout.Mount, ContainerLayout.Mount> MOUNT =
      new Shapes.ShortOrLong<>(
          text(),
          directory -> new ContainerLayout.Mount(directory, false),
          mount -> mount.readOnly() ? null : mount.directory(),
          Shapes.of(MOUNT_TABLE, new ContainerLayout.Mount("", false)));

  private static final Table<ContainerOptions, ContainerOptions> CONTAINER_TABLE = Table.of(
      "a container",
      "What a container may use, and what it may do beyond the default.",
      Key.of(
          "cpus",
          "At most so many processors, such as 1.5.",
          decimal(),
          ContainerOptions::cpus,
          c -> c.limits().cpus()),
      Key.of(
          "memory",
          "At most so much memory.",
          size(),
          ContainerOptions::memory,
          c -> c.limits().memory()),
      Key.of(
          "processes",
          "At most so many processes and threads.",
          wide(),
          ContainerOptions::processes,
          c -> c.limits().processes()),
      Key.of(
          "sharedMemory",
          "The size of /dev/shm.",
          size(),
          ContainerOptions::sharedMemory,
          c -> c.limits().sharedMemory()),
      Key.of(
          "disk",
          "What may be written outside the workspace.",
          size(),
          ContainerOptions::disk,
          c -> c.limits().disk()),
      Key.of(
          "network",
          "What it reaches; everything without it.",
          word(Network.class),
          ContainerOptions::network,
          c -> c.network() == Network.OPEN ? null : c.network()),
      Key.of(
          "user",
          "The user its commands run as, such as root or 1000:1000.",
          text(),
          ContainerOptions::user,
          ContainerOptions::user),
      flag(
          "readOnlyRoot",
          "Only the workspace, /tmp and volumes can be written.",
          ContainerOptions::withReadOnlyRoot,
          ContainerOptions::readOnlyRoot),
      Key.entries(
          "host",
          "Addresses by additional host names.",
          text(),
          ContainerOptions::host,
          c -> some(new TreeMap<>(c.hosts()))),
      flag(
          "privileged",
          "It is not kept from anything. Refused in builds that are not trusted.",
          ContainerOptions::privileged,
          c -> c.privileges().all()),
      Key.elements(
          "capability",
          "Capabilities in addition, such as SYS_PTRACE. Refused in builds that are not trusted.",
          text(),
          ContainerOptions::capability,
          c -> some(c.privileges().capabilities())),
      flag(
          "engineAccess",
          "It sees the socket of the engine. Refused in builds that are not trusted.",
          ContainerOptions::engineAccess,
          c -> c.privileges().engine()),
      flag(
          "asImageSays",
          "The entry point of the image gets the command, in the directory and as the user of the image.",
          ContainerOptions::asImageSays,
          c -> c.layout().asImageSays()),
      Key.of(
          "entryPoint",
          "What takes the place of the entry point of the image.",
          words(),
          (c, argv) -> c.entryPoint(argv.toArray(String[]::new)),
          c -> some(c.layout().entryPoint())),
      Key.of(
          "directory",
          "Where it starts, in place of the directory of the image.",
          text(),
          ContainerOptions::directory,
          c -> c.layout().directory()),
      Key.of(
          "hostname",
          "Its host name.",
          text(),
          ContainerOptions::hostname,
          c -> c.layout().hostname()),
      Key.entries(
          "mount",
          "Directories of the workspace by the paths at which it sees them in addition.",
          MOUNT,
          (c, path, mount) -> mount.readOnly()
              ? c.mountReadOnly(mount.directory(), path)
              : c.mount(mount.directory(), path),
          c -> some(new TreeMap<>(c.layout().mounts()))),
      Key.entries(
          "volume",
          "Names of volumes of the build by the paths at which it sees them.",
          text(),
          (c, path, name) -> c.volume(name, path),
          c -> some(new TreeMap<>(c.layout().volumes()))),
      flag(
          "shared",
          "Steps that follow each other share one container.",
          ContainerOptions::shared,
          ContainerOptions::sharing),
      Key.of(
          "keepAfterFailure",
          "It is kept so long after a failure, to get into it.",
          duration(),
          ContainerOptions::keepAfterFailure,
          ContainerOptions::keptAfterFailure));

  /** Options of a container. */
  static final Shape<ContainerOptions, ContainerOptions> CONTAINER =
      Shapes.of(CONTAINER_TABLE, ContainerOptions.plain());

  private static final Table<Readiness.Http, Readiness.Http> HTTP = Table.of(
      "a page",
      "A page of a service.",
      Key.<Readiness.Http, Readiness.Http, Integer, Integer>of(
              "port",
              "The port.",
              integer(),
              (page, port) -> new Readiness.Http(port, page.path()),
              Readiness.Http::port)
          .must(),
      Key.<Readiness.Http, Readiness.Http, String, String>of(
              "path",
              "The path, from /.",
              text(),
              (page, path) -> new Readiness.Http(page.port(), path),
              Readiness.Http::path)
          .must());

  private static final Shape<Readiness, Readiness> READINESS = new Tagged<Readiness>(
          "a readiness", "When a service is ready.")
      .word("started", Readiness.started())
      .word("healthy", Readiness.healthy())
      .word("healthyIfChecked", Readiness.healthyIfChecked())
      .key(
          "tcp",
          "A port accepts connections.",
          integer(),
          Readiness::tcp,
          r -> r instanceof Readiness.Tcp tcp ? tcp.port() : null)
      .key(
          "http",
          "A page answers with a status from 200 to 399.",
          Shapes.of(HTTP, new Readiness.Http(0, "")),
          page -> page,
          r -> r instanceof Readiness.Http http ? http : null)
      .key(
          "logLine",
          "A line of its output contains a match of a regular expression.",
          text(),
          Readiness::logLine,
          r -> r instanceof Readiness.LogLine line ? line.regex() : null)
      .key(
          "passes",
          "A port passes a check, such as a smoke test.",
          new ServiceCheckShape(),
          passes -> passes,
          r -> r instanceof Readiness.Passes passes ? passes : null)
      .key(
          "command",
          "A command within it succeeds.",
          words(),
          argv -> new Readiness.Succeeds(new Command(argv)),
          r -> r instanceof Readiness.Succeeds check ? check.command().argv() : null);

  private static final Table<Service, Service> SERVICE_TABLE = Table.of(
      "a service",
      "A container beside a step, reached by its name.",
      Key.<Service, Service, Image, Image>of(
              "image", "What runs.", ImageShape.IMAGE, Service::withImage, Service::image)
          .must(),
      Key.elements(
          "alias",
          "More names by which it is reached.",
          text(),
          Service::alias,
          service -> some(service.aliases())),
      Key.entries(
          "env",
          "Environment variables.",
          text(),
          Service::env,
          service -> some(new TreeMap<>(service.variables()))),
      Key.of(
          "command",
          "Its command and arguments, in place of those of the image.",
          words(),
          (service, argv) -> service.command(argv.toArray(String[]::new)),
          service -> some(service.command())),
      Key.entries(
          "volume",
          "Names of volumes by the paths at which it sees them.",
          text(),
          (service, path, name) -> service.volume(name, path),
          service -> some(new TreeMap<>(service.volumes()))),
      Key.elements(
          "after",
          "Services that must be ready before it starts.",
          text(),
          Service::after,
          service -> some(service.after())),
      Key.of(
          "readyWhen",
          "When it is ready; when it has started, without it.",
          READINESS,
          Service::readyWhen,
          service -> service.ready().equals(Readiness.started()) ? null : service.ready()),
      Key.of(
          "within",
          "The longest it may take to get ready; 1m without it.",
          duration(),
          Service::within,
          service -> service.deadline().equals(Duration.ofMinutes(1)) ? null : service.deadline()),
      Key.of(
          "container",
          "What its container may use and do.",
          CONTAINER,
          (service, options) -> service.container(c -> options),
          service -> plainOrNot(service.container())));

  /** A service by its image, or with more to say. */
  static final Shape<Service, Service> SERVICE = new Shapes.ShortOrLong<>(
      text(),
      Service::image,
      service -> some(service.image().name()),
      Shapes.of(SERVICE_TABLE, Service.image("")));

  private ContainerShapes() {}

  static @Nullable ContainerOptions plainOrNot(ContainerOptions options) {
    return options.equals(ContainerOptions.plain()) ? null : options;
  }

  /** Returns a text unless it is empty. */
  static @Nullable String some(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Returns a list unless it is empty. */
  static <T> @Nullable List<T> some(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  /** Returns a map unless it is empty. */
  static <T> @Nullable Map<String, T> some(Map<String, T> map) {
    return map.isEmpty() ? null : map;
  }

  /** Returns the elements of a set in order, unless it is empty. */
  static @Nullable List<String> some(Set<String> set) {
    return set.isEmpty() ? null : List.copyOf(new TreeSet<>(set));
  }
}
