package dev.slipway.console;

import static java.util.Objects.requireNonNull;

import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows builds to people. Without a terminal each thing that happens is a line: {@code [step] text}. On a terminal the steps
 * that run are a block at the bottom, with the time they have taken and the last line they wrote, drawn again at most ten
 * times a second; what has ended stays above it. At the end of a build there is a table of its steps, and the last
 * {@value StepView#TAIL} lines of those that did not go well.
 *
 * <p>Control characters that a step writes are not passed on. Thread-safe; writes to the stream from the threads of the
 * engine and of the timers.
 *
 * <pre>{@code
 * ConsoleListener console = ConsoleListener.forStandardOutput(time, System.getenv());
 * }</pre>
 *
 * @since 0.1
 */
public final class ConsoleListener implements RunListener, AutoCloseable {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SIZE_HOLDS = Duration.ofSeconds(3);
  private static final int MOST_STEPS = 12;

  private final @Nullable Time time;
  private final Supplier<Size> sizes;
  private final Narrator narrator;
  private final Object lock = new Object();
  private Size size; // guarded by lock
  private long measuredAt; // guarded by lock
  private final Screen screen; // guarded by lock
  private final Map<String, BuildView> builds = new LinkedHashMap<>(); // guarded by lock
  private final List<String> pending = new ArrayList<>(); // guarded by lock
  private Time.@Nullable Timer timer; // guarded by lock
  private boolean soon; // guarded by lock
  private long drawnAt; // guarded by lock
  private boolean closed; // guarded by lock

  private ConsoleListener(Builder builder) {
    Colors colors = new Colors(builder.color);
    this.time = builder.time;
    this.sizes = builder.sizes;
    this.size = sizes.get();
    boolean live = time != null;
    Summary summary = new Summary(colors, () -> live ? size.columns() : Integer.MAX_VALUE);
    this.narrator = new Narrator(live, colors, summary);
    this.screen = new Screen(builder.out);
    this.measuredAt = time == null ? 0 : time.nanos();
    this.drawnAt = time == null ? 0 : time.nanos() - SHORTEST.toNanos();
  }

  /**
   * Begins a listener that writes plain lines without colour.
   *
   * @param out where to write, such as a {@link java.io.PrintStream}. It is flushed, if it can be, and never closed
   */
  public static Builder to(Appendable out) {
    return new Builder(requireNonNull(out, "out"));
  }

  /**
   * Returns a listener for the standard output of this process. It is live where that is a terminal, unless the environment
   * has {@code TERM=dumb} or a {@code CI}; it has colour where it is live, unless there is a {@code NO_COLOR}. The terminal is
   * asked for its size, by the program {@code stty}, now and every few seconds while things happen; where it does not tell, the
   * size is that of {@code COLUMNS} and {@code LINES}, or 80 columns and 24 rows.
   *
   * @param time what the live block is drawn by
   * @param environment the environment variables
   */
  public static ConsoleListener forStandardOutput(Time time, Map<String, String> environment) {
    Surroundings surroundings = new Surroundings(environment, Surroundings.isTerminal());
    Builder builder = to(System.out).color(surroundings.hasColor());
    if (surroundings.isLive()) {
      builder.terminal(time).sizes(() -> Terminal.size().orElseGet(surroundings::size));
    }
    return builder.build();
  }

  @Override
  public void onEvent(String buildId, RunEvent event) {
    if (time != null) {
      measure(time);
    }
    synchronized (lock) {
      BuildView build = builds.computeIfAbsent(buildId, id -> new BuildView(id, event.at()));
      List<String> lines = narrator.tell(build, event);
      if (event instanceof RunEvent.BuildFinished || event instanceof RunEvent.BuildSuspended) {
        builds.remove(buildId);
      }
      if (time == null || closed) {
        screen.write(lines, List.of(), size.columns());
        return;
      }
      pending.addAll(lines);
      if (builds.isEmpty()) {
        draw(time);
      } else {
        drawSoon(time);
      }
    }
  }

  /** Takes the live block away and leaves what has been said. Later events are written as plain lines. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      cancelTimer();
      screen.write(List.copyOf(pending), List.of(), size.columns());
      pending.clear();
    }
  }

  /** Asks for the size again, if it was last asked for some time ago; outside of the lock, since it may take long. */
  private void measure(Time clock) {
    synchronized (lock) {
      if (closed || clock.nanos() - measuredAt < SIZE_HOLDS.toNanos()) {
        return;
      }
      measuredAt = clock.nanos();
    }
    Size measured = sizes.get();
    synchronized (lock) {
      size = measured;
    }
  }

  private void drawSoon(Time clock) {
    if (soon) {
      return;
    }
    cancelTimer();
    soon = true;
    Duration passed = Duration.ofNanos(clock.nanos() - drawnAt);
    schedule(clock, passed.compareTo(SHORTEST) >= 0 ? Duration.ZERO : SHORTEST.minus(passed));
  }

  private void schedule(Time clock, Duration delay) {
    timer = clock.after(delay, () -> {
      synchronized (lock) {
        if (!closed) {
          draw(clock);
        }
      }
    });
  }

  private void draw(Time clock) {
    cancelTimer();
    drawnAt = clock.nanos();
    List<String> block = block(clock.now());
    screen.write(List.copyOf(pending), block, size.columns());
    pending.clear();
    if (!block.isEmpty()) {
      schedule(clock, TICK);
    }
  }

  private void cancelTimer() {
    soon = false;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private List<String> block(Instant now) {
    List<StepView> running =
        builds.values().stream().flatMap(build -> build.running().stream()).toList();
    List<String> lines = new ArrayList<>();
    int names = running.stream()
        .mapToInt(step -> Columns.of(Clean.line(step.name)))
        .max()
        .orElse(0);
    int first = Math.min(names, size.columns() / 3);
    int shown = stepsShown(running.size());
    running.stream().limit(shown).forEach(step -> {
      String name = Columns.pad(Columns.cut(Clean.line(step.name), first), first);
      String elapsed = Columns.pad(Durations.whole(step.elapsed(now)), 7);
      String line = "> " + name + "  " + elapsed + "  " + step.lastLine();
      lines.add(line.stripTrailing());
    });
    if (running.size() > shown) {
      lines.add(
          shown > 0
              ? "> and " + (running.size() - shown) + " more"
              : "> " + running.size() + " steps");
    }
    return lines.stream().map(line -> Columns.cut(line, size.columns() - 1)).toList();
  }

  /** The row below the block is the cursor's, and one of the block tells of the steps that are not shown. */
  private int stepsShown(int running) {
    int rows = Math.max(1, size.rows() - 1);
    int most = Math.min(rows, MOST_STEPS);
    return running <= most ? running : Math.min(rows - 1, MOST_STEPS);
  }

  /** Collects how to show builds. For one thread. */
  public static final class Builder {
    private static final int NARROWEST = 20;

    private final Appendable out;
    private @Nullable Time time;
    private Supplier<Size> sizes = () -> Size.USUAL;
    private boolean color;

    private Builder(Appendable out) {
      this.out = out;
    }

    /**
     * Says that the stream is a terminal that knows the ANSI escape sequences, so that it can be live.
     *
     * @param clock what the live block is drawn by; the one of the engine
     */
    public Builder terminal(Time clock) {
      time = requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Sets how many columns the terminal has; 80 if not set.
     *
     * @throws IllegalArgumentException if it is less than 20
     */
    public Builder width(int columns) {
      if (columns < NARROWEST) {
        throw new IllegalArgumentException(
            "a terminal needs " + NARROWEST + " columns or more, not " + columns);
      }
      Size size = Size.USUAL.withColumns(columns);
      return sizes(() -> size);
    }

    /** Sets what tells how large the terminal is now. It is asked by the threads that tell of events, never by a timer. */
    Builder sizes(Supplier<Size> newSizes) {
      sizes = newSizes;
      return this;
    }

    /** Sets whether outcomes have colours; they have none if not set. */
    public Builder color(boolean on) {
      color = on;
      return this;
    }

    /** Makes the listener. */
    public ConsoleListener build() {
      return new ConsoleListener(this);
    }
  }
}
