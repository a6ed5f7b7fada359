package dev.slipway.testing;

import dev.slipway.engine.Build;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a test does with a running build, and when. Filled before the run. */
final class Moments {
  private final SortedMap<Duration, List<Consumer<Build>>> actions = new TreeMap<>();

  void add(Duration time, Consumer<Build> what) {
    actions.computeIfAbsent(time, t -> new ArrayList<>()).add(what);
  }

  Reached schedule(VirtualTime time, Build build) {
    Reached reached = new Reached(new TreeSet<>(actions.keySet()));
    actions.forEach((at, what) -> time.after(at, () -> {
      reached.missing.remove(at);
      what.forEach(action -> action.accept(build));
    }));
    return reached;
  }

  /** Which moments one run has not come to. */
  static final class Reached {
    private final SortedSet<Duration> missing;

    private Reached(SortedSet<Duration> missing) {
      this.missing = missing;
    }

    void requireAll(Duration end) {
      if (!missing.isEmpty()) {
        throw new IllegalStateException("the build was over after " + end
            + ", before what the simulation does at " + missing
            + "; choose earlier times, or let steps take longer with taking(step, duration)");
      }
    }
  }
}
