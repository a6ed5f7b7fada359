package dev.slipway.secret;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for all spellings at once, one step per byte whatever the text. A state stands for all the matches that have begun;
 * states and steps are worked out when first needed and kept. Safe for use by many threads.
 */
final class Automaton {
  // Some 20 MB. Ordinary text needs a few hundred states; beyond the limit all are forgotten and
  // made again.
  private static final int MOST_WEIGHT = 300_000;

  private static final int NONE = -1;

  private final List<List<Place>> begun = new ArrayList<>();
  private volatile Cache cache = new Cache();

  Automaton(List<Spelling> spellings) {
    for (int b = 0; b < 256; b++) {
      begun.add(new ArrayList<>());
    }
    for (Spelling spelling : spellings) {
      for (Place start : Place.starts(spelling)) {
        for (int b = 0; b < 256; b++) {
          start.next(new Reading((byte) b, begun.get(b)::add));
        }
      }
    }
  }

  /** The state in which nothing has begun. */
  State root() {
    return cache.root;
  }

  /**
   * Reads one byte.
   *
   * @param mayBegin whether a match may begin with this byte
   */
  State step(State from, byte b, boolean mayBegin) {
    int input = mayBegin ? (b & 0xff) | 0x100 : b & 0xff;
    Step[] known = from.steps;
    Step step = known[input & (known.length - 1)];
    return step != null && step.input == input ? step.to : firstStep(from, input);
  }

  private State firstStep(State from, int input) {
    byte b = (byte) input;
    Set<Place> live = new HashSet<>();
    int[] matched = {0};
    Reading reading = new Reading(b, then -> add(then, live, matched));
    from.live.forEach(place -> place.next(reading));
    if (from.young != NONE) {
      begun.get(from.young).forEach(place -> place.next(reading));
    }
    int young = input > 0xff && !begun.get(b & 0xff).isEmpty() ? b & 0xff : NONE;
    Cache current = cache;
    if (current.weight.get() >= MOST_WEIGHT) {
      current = new Cache();
      cache = current;
    }
    State to = current.state(new Key(Set.copyOf(live), young, matched[0]));
    from.learn(new Step(input, to));
    return to;
  }

  private static void add(Place place, Set<Place> live, int[] matched) {
    if (place.isMatch()) {
      matched[0] = Math.max(matched[0], place.length());
    }
    if (!place.isEnd()) {
      live.add(place);
    }
  }

  /** Goes on with the places that a byte leads to. */
  private record Reading(byte b, Consumer<Place> places) implements Place.Next {
    @Override
    public boolean takes(Form form, int offset) {
      return form.matches(offset, b);
    }

    @Override
    public void accept(Form form, int offset, Place then) {
      places.accept(then);
    }
  }

  private record Key(Set<Place> live, int young, int matched) {}

  private record Step(int input, State to) {}

  private static final class Cache {
    private final ConcurrentHashMap<Key, State> states = new ConcurrentHashMap<>();
    private final AtomicInteger weight = new AtomicInteger();
    private final State root = state(new Key(Set.of(), NONE, 0));

    State state(Key key) {
      return states.computeIfAbsent(key, k -> {
        weight.addAndGet(8 + k.live.size());
        return new State(k);
      });
    }
  }

  /** Where the automaton stands after a byte. */
  static final class State {
    private static final int FEW_STEPS = 4;

    /** The length of the longest match that ends here, or 0. */
    final int matched;

    /** The length of the longest match that has begun and may go on, or 0. */
    final int held;

    /** The length of the longest match of which more than half is there, or 0. */
    final int most;

    private final Set<Place> live;

    // The byte just read, if matches may begin with it: they are many, all alike, and most of them
    // end with the next byte.
    private final int young;

    // A hash table without collisions. Read and written without a lock: what is seen of a step is
    // whole, as its fields are
    // final, and a step that is lost is worked out again.
    private @Nullable Step[] steps = new Step[FEW_STEPS];

    private State(Key key) {
      this.live = key.live;
      this.young = key.young;
      this.matched = key.matched;
      this.held = live.stream().mapToInt(Place::length).max().orElse(young == NONE ? 0 : 1);
      this.most =
          live.stream().filter(Place::isMost).mapToInt(Place::length).max().orElse(0);
    }

    private void learn(Step step) {
      @Nullable Step[] known = steps;
      Step other = known[step.input & (known.length - 1)];
      while (other != null
          && other.input != step.input
          && (other.input ^ step.input) % known.length == 0) {
        known = twice(known);
        other = known[step.input & (known.length - 1)];
      }
      known[step.input & (known.length - 1)] = step;
      steps = known;
    }

    private static @Nullable Step[] twice(@Nullable Step[] known) {
      @Nullable Step[] larger = new Step[known.length * 2];
      for (Step step : known) {
        if (step != null) {
          larger[step.input & (larger.length - 1)] = step;
        }
      }
      return larger;
    }
  }
}
