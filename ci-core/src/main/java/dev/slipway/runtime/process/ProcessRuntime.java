package dev.slipway.runtime.process;

import dev.slipway.diagnostic.Problem;
import dev.slipway.host.HostPrograms;
import dev.slipway.model.Image;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs commands as processes of this machine, as the user who runs the Java virtual machine.
 *
 * <p><b>Environment.</b> A command gets the variables of its step, and of this Java virtual machine only {@code PATH},
 * {@code HOME}, {@code USER}, {@code LOGNAME}, {@code SHELL}, {@code LANG}, {@code LC_ALL}, {@code LC_CTYPE}, {@code TZ},
 * {@code TMPDIR} and {@code JAVA_HOME}; variables of the step win. {@code SLIPWAY_SESSION} marks the processes of a session.
 * Standard input is empty.
 *
 * <p><b>Nothing is left.</b> On Linux each command leads a process group and a kernel session of its own (by
 * {@code setsid}), and all processes of a session are found in {@code /proc} by their marker, their kernel session or their
 * parent, so that children in the background and those with a session of their own end with the step; so do leftovers of a Java
 * virtual machine that was killed. Not found is only a process that cleared its environment, made a session of its own and
 * lost its parent: commands that are not trusted belong in containers. On other systems a process is found as long as its
 * parents live, and the state directory holds process ids and start times.
 *
 * <p><b>Background.</b> A child that outlives its command may go on until the session is closed or another command of it is
 * stopped. What it writes goes to the log of its own command, while other commands of the session run and at the end.
 *
 * <p><b>Order of output.</b> The two output streams of a command are two pipes, which have no order in common; both are looked
 * at every one to ten milliseconds. An error line never comes before output that was written earlier. Output may come before
 * an error line that was written a few milliseconds earlier. {@code 2>&1} in a command gives an exact order.
 *
 * <p><b>Exit codes.</b> A code of 128 and the number of a deadly signal is told as
 * {@link dev.slipway.runtime.ExitStatus.Signalled}: {@code exit 137} and {@code kill -9 $$} cannot be told apart.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class ProcessRuntime implements StepRuntime {
  private static final String PLACE = "process runtime";

  private final Time time;
  private final Path stateDirectory;
  private final ProcessTable table;
  private final Pipes pipes;

  private ProcessRuntime(Time time, Path stateDirectory, ProcessTable table) {
    this.time = time;
    this.stateDirectory = stateDirectory;
    this.table = table;
    this.pipes = new Pipes(stateDirectory.resolve("pipes"));
  }

  /**
   * Makes a runtime.
   *
   * @param time where threads and pauses come from; a real one
   * @param stateDirectory where pipes and records of processes are kept; made when it is needed. It may be shared by
   *     several Java virtual machines of one machine, and must be the same after a restart for {@link #reap} to work on
   *     systems other than Linux
   */
  public static ProcessRuntime create(Time time, Path stateDirectory) {
    Objects.requireNonNull(time, "time");
    Path absolute = stateDirectory.toAbsolutePath().normalize();
    return new ProcessRuntime(
        time, absolute, ProcessTable.forThisMachine(absolute.resolve("processes")));
  }

  /** Makes a runtime that finds processes as on systems other than Linux. */
  static ProcessRuntime portable(Time time, Path stateDirectory) {
    return new ProcessRuntime(
        time, stateDirectory, new PortableProcesses(stateDirectory.resolve("processes")));
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public List<Problem> check(Collection<Image> images, boolean services) {
    List<Problem> problems = new ArrayList<>();
    for (Image image : images) {
      problems.add(noImage("image '" + image + "'"));
    }
    if (services) {
      problems.add(noServices(PLACE));
    }
    for (String program : List.of("sh", "mkfifo")) {
      if (HostPrograms.find(program).isEmpty()) {
        problems.add(new Problem(
            PLACE,
            "the program '" + program + "' is not there",
            "a machine with the usual tools of Unix",
            "install it"));
      }
    }
    writeProblem().ifPresent(problems::add);
    return problems;
  }

  @Override
  public StepSession open(SessionSpec spec) {
    if (spec.image() != null) {
      throw new RuntimeUnavailableException(noImage("step '" + spec.step() + "'"), null);
    }
    return new ProcessSession(spec, time, table, pipes);
  }

  @Override
  public List<String> reap(String buildId) throws InterruptedException {
    List<String> ended = new ArrayList<>();
    List<Found> left = new Ender(time).kill(() -> {
      List<Found> found = table.ofBuild(buildId);
      found.stream().map(Found::toString).filter(text -> !ended.contains(text)).forEach(ended::add);
      return found;
    });
    if (!left.isEmpty()) {
      throw new RuntimeUnavailableException(
          new Problem(
              "build " + buildId,
              "processes would not end although they were killed: " + left,
              "that nothing is left of the build",
              "look what keeps them"),
          null);
    }
    table.reaped(buildId);
    return List.copyOf(ended);
  }

  @Override
  public void close() {
    pipes.close();
  }

  static Problem noServices(String place) {
    return new Problem(
        place,
        "a step on this machine has services",
        "services only beside steps that run in containers",
        "name an image for the step");
  }

  private static Problem noImage(String place) {
    return new Problem(
        place,
        "the process runtime has no containers, and a step with an image is never run on the host",
        "a container runtime for steps with an image",
        "start a container engine, or take the image off the step");
  }

  private Optional<Problem> writeProblem() {
    try {
      Files.createDirectories(stateDirectory);
      Files.delete(Files.createTempFile(stateDirectory, "check", null));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new Problem(
          PLACE,
          "the state directory " + stateDirectory + " cannot be written: " + e,
          "a directory that this user may write",
          "name another state directory, or free space"));
    }
  }
}
