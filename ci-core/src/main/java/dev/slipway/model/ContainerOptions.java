package dev.slipway.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the container of a step or a service may use, and what it may do beyond the default. By default a container cannot gain
 * privileges, gets no capability beyond the usual ones of its engine, does not see the engine, and has a limit on processes.
 * Immutable; each method returns a copy.
 *
 * @param limits how much it may use
 * @param network what it reaches
 * @param user the user and group its commands run as, as names or numbers such as {@code 1000:1000}; null for the user whose
 *     files the build can delete
 * @param readOnlyRoot whether its files outside the workspace cannot be changed
 * @param hosts addresses by additional host names
 * @param privileges what it may do beyond the default
 * @param layout how its command is started, and what it sees beside the files of its image and the workspace
 * @param sharing whether steps that follow each other share one container
 * @param keptAfterFailure how long it is kept after a failure, to get into it; null for not at all
 * @since 0.1
 */
public record ContainerOptions(
    Limits limits,
    Network network,
    @Nullable String user,
    boolean readOnlyRoot,
    Map<String, String> hosts,
    Privileges privileges,
    ContainerLayout layout,
    boolean sharing,
    @Nullable Duration keptAfterFailure) {
  private static final ContainerOptions PLAIN = new ContainerOptions(
      Limits.NONE,
      Network.OPEN,
      null,
      false,
      Map.of(),
      Privileges.NONE,
      ContainerLayout.PLAIN,
      false,
      null);

  /**
   * Makes options.
   *
   * @throws NullPointerException if a part is null that may not be
   */
  public ContainerOptions {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(network, "network");
    hosts = Map.copyOf(hosts);
    Objects.requireNonNull(privileges, "privileges");
    Objects.requireNonNull(layout, "layout");
  }

  /** Returns the options of a container that says nothing about them. */
  public static ContainerOptions plain() {
    return PLAIN;
  }

  /** Returns a copy that uses at most so many processors, such as 1.5. */
  public ContainerOptions cpus(double processors) {
    return with(limits.withCpus(processors));
  }

  /** Returns a copy that uses at most so much memory. What is over it is not moved to the disk: the command is ended. */
  public ContainerOptions memory(Size size) {
    return with(limits.withMemory(size));
  }

  /** Returns a copy with at most so many processes and threads at once. Without it there may be 4096. */
  public ContainerOptions processes(long count) {
    return with(limits.withProcesses(count));
  }

  /** Returns a copy with so much shared memory at {@code /dev/shm}. Without it the engine decides, which is mostly 64 MiB. */
  public ContainerOptions sharedMemory(Size size) {
    return with(limits.withSharedMemory(size));
  }

  /** Returns a copy that may write so much outside the workspace, where the storage of the engine can tell. */
  public ContainerOptions disk(Size size) {
    return with(limits.withDisk(size));
  }

  /** Returns a copy that reaches this. */
  public ContainerOptions network(Network reach) {
    return new ContainerOptions(
        limits, reach, user, readOnlyRoot, hosts, privileges, layout, sharing, keptAfterFailure);
  }

  /** Returns a copy whose commands run as this user, such as {@code root} or {@code 1000:1000}. */
  public ContainerOptions user(String name) {
    Objects.requireNonNull(name, "name");
    return new ContainerOptions(
        limits, network, name, readOnlyRoot, hosts, privileges, layout, sharing, keptAfterFailure);
  }

  /** Returns a copy in which only the workspace, {@code /tmp} and volumes can be written. */
  public ContainerOptions withReadOnlyRoot() {
    return new ContainerOptions(
        limits, network, user, true, hosts, privileges, layout, sharing, keptAfterFailure);
  }

  /** Returns a copy that knows one more host by name. */
  public ContainerOptions host(String name, String address) {
    Map<String, String> all = new LinkedHashMap<>(hosts);
    all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(address, "address"));
    return new ContainerOptions(
        limits, network, user, readOnlyRoot, all, privileges, layout, sharing, keptAfterFailure);
  }

  /**
   * Returns a copy that is not kept from anything: commands in it can do all that the engine can, which is mostly all that root
   * can on its machine. Refused in builds that are not trusted.
   */
  public ContainerOptions privileged() {
    return with(new Privileges(true, privileges.capabilities(), privileges.engine()));
  }

  /** Returns a copy with one more capability, such as {@code SYS_PTRACE}. Refused in builds that are not trusted. */
  public ContainerOptions capability(String name) {
    Set<String> all = new TreeSet<>(privileges.capabilities());
    all.add(Objects.requireNonNull(name, "name"));
    return with(new Privileges(privileges.all(), all, privileges.engine()));
  }

  /**
   * Returns a copy that sees the socket of the engine, and so can do all that the engine can. Refused in builds that are not
   * trusted.
   */
  public ContainerOptions engineAccess() {
    return with(new Privileges(privileges.all(), privileges.capabilities(), true));
  }

  /**
   * Returns a copy that shares its container with the step before and the step after it, if these have the same image and options
   * and no services: files outside the workspace and processes in the background stay until the last of them is over. Such a
   * step starts faster, and is not isolated from the others.
   */
  public ContainerOptions shared() {
    return new ContainerOptions(
        limits, network, user, readOnlyRoot, hosts, privileges, layout, true, keptAfterFailure);
  }

  /**
   * Returns a copy that is kept so long after a step has failed in it, so that people can get into it. Not after a time limit or a
   * cancellation, which end all that runs in it.
   */
  public ContainerOptions keepAfterFailure(Duration time) {
    Objects.requireNonNull(time, "time");
    return new ContainerOptions(
        limits, network, user, readOnlyRoot, hosts, privileges, layout, sharing, time);
  }

  /**
   * Returns a copy in which the command is what the entry point of the image gets, in the directory and as the user that the image
   * says: what {@code docker run} does. Without it a command takes the place of the entry point and runs in the workspace, as the user
   * whose files the build can delete. For a step of one command. The workspace is there as for any step.
   */
  public ContainerOptions asImageSays() {
    return with(layout.withImageStart());
  }

  /** Returns a copy with this entry point in place of that of the image; for services, and with {@link #asImageSays}. */
  public ContainerOptions entryPoint(String... argv) {
    return with(layout.withEntryPoint(List.of(argv)));
  }

  /** Returns a copy that starts in this directory of the container; for services, and with {@link #asImageSays}. */
  public ContainerOptions directory(String path) {
    return with(layout.withDirectory(path));
  }

  /**
   * Returns a copy that has this host name, by which the services beside a step reach it as well. A step with one has a network of its
   * own.
   */
  public ContainerOptions hostname(String name) {
    return with(layout.withHostname(name));
  }

  /**
   * Returns a copy that sees a directory of the workspace at one more path, and can change its files. The directory is made if it is
   * not there. It needs an engine that sees the workspace; what the container leaves there belongs to the user it runs as.
   *
   * @param directory from the root of the workspace, such as {@code .} or {@code target/site}
   * @param path an absolute path in the container
   */
  public ContainerOptions mount(String directory, String path) {
    return with(layout.withMount(path, new ContainerLayout.Mount(directory, false)));
  }

  /** Returns a copy that sees a directory of the workspace at one more path, and cannot change its files; see {@link #mount}. */
  public ContainerOptions mountReadOnly(String directory, String path) {
    return with(layout.withMount(path, new ContainerLayout.Mount(directory, true)));
  }

  /**
   * Returns a copy that keeps the files below a path in a volume of the build: all containers of the build that name it see the same
   * files, and it is removed when the build is over.
   */
  public ContainerOptions volume(String name, String path) {
    return with(layout.withVolume(path, name));
  }

  private ContainerOptions with(ContainerLayout newLayout) {
    return new ContainerOptions(
        limits,
        network,
        user,
        readOnlyRoot,
        hosts,
        privileges,
        newLayout,
        sharing,
        keptAfterFailure);
  }

  private ContainerOptions with(Limits newLimits) {
    return new ContainerOptions(
        newLimits,
        network,
        user,
        readOnlyRoot,
        hosts,
        privileges,
        layout,
        sharing,
        keptAfterFailure);
  }

  private ContainerOptions with(Privileges newPrivileges) {
    return new ContainerOptions(
        limits,
        network,
        user,
        readOnlyRoot,
        hosts,
        newPrivileges,
        layout,
        sharing,
        keptAfterFailure);
  }

  /**
   * How much a container may use; what is null has no limit but that of the engine. Immutable.
   *
   * @param cpus processors, also parts of one
   * @param memory memory
   * @param processes processes and threads at once
   * @param sharedMemory size of {@code /dev/shm}
   * @param disk what may be written outside the workspace
   */
  public record Limits(
      @Nullable Double cpus,
      @Nullable Size memory,
      @Nullable Long processes,
      @Nullable Size sharedMemory,
      @Nullable Size disk) {
    private static final Limits NONE = new Limits(null, null, null, null, null);

    private Limits withCpus(double count) {
      return new Limits(count, memory, processes, sharedMemory, disk);
    }

    private Limits withMemory(Size size) {
      return new Limits(cpus, Objects.requireNonNull(size, "size"), processes, sharedMemory, disk);
    }

    private Limits withProcesses(long count) {
      return new Limits(cpus, memory, count, sharedMemory, disk);
    }

    private Limits withSharedMemory(Size size) {
      return new Limits(cpus, memory, processes, Objects.requireNonNull(size, "size"), disk);
    }

    private Limits withDisk(Size size) {
      return new Limits(
          cpus, memory, processes, sharedMemory, Objects.requireNonNull(size, "size"));
    }
  }

  /**
   * What a container may do beyond the default. Immutable.
   *
   * @param all whether it is not kept from anything
   * @param capabilities capabilities it has in addition
   * @param engine whether it sees the socket of the engine
   */
  public record Privileges(boolean all, Set<String> capabilities, boolean engine) {
    private static final Privileges NONE = new Privileges(false, Set.of(), false);

    /** Makes privileges. */
    public Privileges {
      capabilities = Set.copyOf(capabilities);
    }

    /** Returns whether there is none. */
    public boolean none() {
      return !all && capabilities.isEmpty() && !engine;
    }

    /** Returns them for people, such as {@code privileged mode, capability SYS_PTRACE}. */
    @Override
    public String toString() {
      TreeSet<String> names = new TreeSet<>();
      if (all) {
        names.add("privileged mode");
      }
      if (engine) {
        names.add("access to the engine");
      }
      capabilities.forEach(capability -> names.add("capability " + capability));
      return names.isEmpty() ? "no privileges" : String.join(", ", names);
    }
  }
}
