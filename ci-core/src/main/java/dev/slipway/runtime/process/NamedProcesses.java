package dev.slipway.runtime.process;

import dev.slipway.host.ProcessIdentity;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds a program that was started under a name, and all that it has started, also when the Java virtual machine is gone that started it. How they are
 * found, and what is not, is told at {@link ProcessRuntime}. Thread-safe.
 *
 * @since 0.1
 */
public final class NamedProcesses {
  private final ProcessTable table;
  private final Time time;

  private NamedProcesses(ProcessTable table, Time time) {
    this.table = table;
    this.time = time;
  }

  /**
   * Makes a view of the processes of this machine.
   *
   * @param records where the starts of programs are noted on systems other than Linux
   */
  public static NamedProcesses of(Path records, Time time) {
    return new NamedProcesses(ProcessTable.forThisMachine(records), time);
  }

  /** Returns the variables with which a program has to be started to have a name, which no other program should have had. */
  public Map<String, String> variables(String name) {
    return Map.of(Marker.VARIABLE, Marker.of(name).value());
  }

  /** Notes that a program has been started. To be called before it can do anything. */
  public void started(String name, Process program) {
    table.started(Marker.of(name), program);
  }

  /** Notes that nothing is left that anybody would look for. */
  public void forget(String name) {
    table.reaped(name);
  }

  /**
   * Returns the numbers of the live processes of a program, that of itself first.
   *
   * @param program the one that was started, which is found also if it belongs to another user
   */
  public List<Long> alive(String name, ProcessIdentity program) {
    return search(name, program).stream().map(found -> found.handle().pid()).toList();
  }

  /**
   * Asks the processes of a program to end, and kills what is left after the grace.
   *
   * @return what is still left ten seconds later, in words
   */
  public List<String> stop(String name, ProcessIdentity program, Duration grace)
      throws InterruptedException {
    Supplier<List<Found>> search = () -> search(name, program);
    Ender ender = new Ender(time);
    List<Found> left =
        grace.isZero() ? ender.kill(search) : ender.stop(search, time.nanos() + grace.toNanos());
    return left.stream().map(Found::toString).toList();
  }

  /** Says of no process that its group is its own: the program may share that with whoever started it. */
  private List<Found> search(String name, ProcessIdentity program) {
    List<Found> all = new ArrayList<>();
    for (Found found : table.ofBuild(name)) {
      boolean first = found.handle().pid() == program.pid();
      all.add(first ? 0 : all.size(), new Found(found.handle(), 0, found.name()));
    }
    if (all.isEmpty()) {
      itself(program).ifPresent(all::add);
    }
    return all;
  }

  private static Optional<Found> itself(ProcessIdentity program) {
    Path directory = Path.of("/proc", Long.toString(program.pid()));
    return program
        .find()
        .filter(
            handle -> ProcessEntry.read(directory).filter(ProcessEntry::isDead).isEmpty())
        .map(handle -> new Found(handle, 0, "the program"));
  }
}
