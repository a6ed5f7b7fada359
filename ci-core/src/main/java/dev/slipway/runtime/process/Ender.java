package dev.slipway.runtime.process;

import dev.slipway.time.Time;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends processes: asks first, kills after a grace, and looks again until nothing is left. */
final class Ender {
  private static final Logger log = LoggerFactory.getLogger(Ender.class);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final int ROUNDS_ONE_BY_ONE = 3;

  private final Time time;

  Ender(Time time) {
    this.time = time;
  }

  /** Asks the processes to end, waits for that, and kills what is still there at the deadline. */
  List<Found> stop(Supplier<List<Found>> search, long deadlineNanos) throws InterruptedException {
    List<Found> found = search.get();
    found.forEach(process -> process.handle().destroy());
    Duration pause = SHORTEST_PAUSE;
    while (!found.isEmpty() && time.nanos() - deadlineNanos < 0) {
      time.sleep(pause);
      pause = longer(pause);
      found = search.get();
    }
    return found.isEmpty() ? found : kill(search);
  }

  /** Kills the processes and all that they start meanwhile. Returns what is left after ten seconds. */
  List<Found> kill(Supplier<List<Found>> search) throws InterruptedException {
    long start = time.nanos();
    Duration pause = SHORTEST_PAUSE;
    List<Found> found = search.get();
    for (int round = 1; !found.isEmpty() && time.nanos() - start < KILL_LIMIT.toNanos(); round++) {
      found.forEach(process -> process.handle().destroyForcibly());
      if (round > ROUNDS_ONE_BY_ONE) {
        killGroups(found);
      }
      time.sleep(pause);
      pause = longer(pause);
      found = search.get();
    }
    return found;
  }

  private static Duration longer(Duration pause) {
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
  }

  /** The kernel kills a group at one stroke; processes that multiply faster than they are found end no other way. */
  private static void killGroups(List<Found> found) throws InterruptedException {
    Set<String> groups = new LinkedHashSet<>();
    for (Found process : found) {
      if (process.group() > 1) {
        groups.add("-" + process.group());
      }
    }
    if (groups.isEmpty()) {
      return;
    }
    List<String> words =
        new ArrayList<>(List.of("/bin/sh", "-c", "kill -s KILL -- \"$@\"", "kill"));
    words.addAll(groups);
    try {
      new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(new File("/dev/null"))
          .start()
          .waitFor();
    } catch (IOException e) {
      log.warn("Process groups {} could not be killed", groups, e);
    }
  }
}
