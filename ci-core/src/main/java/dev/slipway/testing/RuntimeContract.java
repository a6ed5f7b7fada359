package dev.slipway.testing;

import dev.slipway.model.Image;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link StepRuntime} must do, as checks that any test framework can run; with JUnit a
 * {@code @TestFactory} makes a {@code DynamicTest} of each.
 *
 * <p>The checks run small shell scripts, so that an image needs {@code sh}, {@code cat}, {@code head}, {@code tr},
 * {@code sleep}, {@code env}, {@code date} and {@code mkfifo}; BusyBox has them. The workspace must be a directory that the machine of
 * the checks shares with the commands by the kernel, because named pipes in it tell when a process is gone. A runtime that
 * gives commands a copy of it says so by {@link #withCopiedWorkspace}.
 *
 * <p>Immutable; checks may run at the same time.
 *
 * @since 0.1
 */
public final class RuntimeContract {
  private final Time time;
  private final Supplier<? extends StepRuntime> runtimes;
  private final Path directory;
  private final @Nullable Image image;
  private final boolean copied;
  private final boolean foreseen;

  private RuntimeContract(
      Time time,
      Supplier<? extends StepRuntime> runtimes,
      Path directory,
      @Nullable Image image,
      boolean copied,
      boolean foreseen) {
    this.time = Objects.requireNonNull(time, "time");
    this.runtimes = Objects.requireNonNull(runtimes, "runtimes");
    this.directory = Objects.requireNonNull(directory, "directory");
    this.image = image;
    this.copied = copied;
    this.foreseen = foreseen;
  }

  /**
   * Returns the contract for commands without an image.
   *
   * @param time a real time, for the threads of the checks
   * @param runtimes makes a runtime for each check, which closes it
   * @param directory an empty directory, in which each check makes its workspaces
   */
  public static RuntimeContract of(
      Time time, Supplier<? extends StepRuntime> runtimes, Path directory) {
    return new RuntimeContract(time, runtimes, directory, null, false, false);
  }

  /** Returns the contract for commands in this image. */
  public RuntimeContract withImage(Image newImage) {
    return new RuntimeContract(
        time, runtimes, directory, Objects.requireNonNull(newImage, "newImage"), copied, foreseen);
  }

  /**
   * Returns the contract for a runtime whose commands work on a copy of the workspace that is merged at the end of a session. The same
   * must hold; but that processes are gone is seen after their session, by what they write and by what the runtime says is left, and
   * that a slow sink holds a command back is told by the command.
   */
  public RuntimeContract withCopiedWorkspace() {
    return new RuntimeContract(time, runtimes, directory, image, true, foreseen);
  }

  /** Returns the contract for sessions that the runtime is told of beforehand; the same must hold. */
  public RuntimeContract withForesight() {
    return new RuntimeContract(time, runtimes, directory, image, copied, true);
  }

  /** Returns all checks, in an order that goes from simple to hard. */
  public List<Check> checks() {
    return Stream.of(
            ExitChecks.all(), OutputChecks.all(), SurroundingsChecks.all(), EndChecks.all())
        .flatMap(List::stream)
        .map(check -> new Check(this, check))
        .toList();
  }

  ContractBench bench(String checkName) {
    return new ContractBench(time, runtimes.get(), directory, image, copied, foreseen, checkName);
  }

  /** One thing that a runtime must do. Immutable. */
  public static final class Check {
    private final RuntimeContract contract;
    private final NamedCheck check;

    private Check(RuntimeContract contract, NamedCheck check) {
      this.contract = contract;
      this.check = check;
    }

    /** Returns what must hold, as a sentence. */
    public String name() {
      return check.name();
    }

    /**
     * Runs the check, for at most two minutes.
     *
     * @throws AssertionError if it does not hold, with what was expected and what was found
     * @throws Exception if the runtime threw what it should not
     */
    public void run() throws Exception {
      try (ContractBench bench = contract.bench(check.name())) {
        bench.within("the check '" + check.name() + "'", () -> check.body().run(bench));
      }
    }

    @Override
    public String toString() {
      return check.name();
    }
  }
}
