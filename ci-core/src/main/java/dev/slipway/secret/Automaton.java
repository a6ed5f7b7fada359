package dev.slipway.secret;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for all spellings at once, one step per byte whatever the text. A state stands for all the matches that have begun;
 * states and steps are worked out when first needed and kept. Safe for use by many threads.
 */
final class Automaton {
  // About 5 MB at most. Ordinary text needs some hundred states; beyond the limit all are forgotten and made again.
  private static final int MOST_STATES = 4096;

  private final List<List<Place>> begun = new ArrayList<>();
  private volatile Cache cache = new Cache();

  Automaton(List<Spelling> spellings) {
    for (int b = 0; b < 256; b++) {
      begun.add(new ArrayList<>());
    }
    for (Spelling spelling : spellings) {
      for (Place start : Place.starts(spelling)) {
        start.next((form, offset, then) -> {
          for (int b = 0; b < 256; b++) {
            if (form.matches(offset, (byte) b)) {
              begun.get(b).add(then);
            }
          }
        });
      }
    }
  }

  /** The state in which nothing has begun. */
  State root() {
    return cache.root;
  }

  State step(State from, byte b) {
    State to = from.next[b & 0xff];
    return to != null ? to : firstStep(from, b);
  }

  private State firstStep(State from, byte b) {
    Set<Place> live = new HashSet<>();
    int[] matched = {0};
    for (Place begin : begun.get(b & 0xff)) {
      add(begin, live, matched);
    }
    for (Place place : from.live) {
      place.next((form, offset, then) -> {
        if (form.matches(offset, b)) {
          add(then, live, matched);
        }
      });
    }
    Cache current = cache;
    if (current.states.size() >= MOST_STATES) {
      current = new Cache();
      cache = current;
    }
    State to = current.state(new Key(Set.copyOf(live), matched[0]));
    from.next[b & 0xff] = to;
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

  private record Key(Set<Place> live, int matched) {}

  private static final class Cache {
    private final ConcurrentHashMap<Key, State> states = new ConcurrentHashMap<>();
    private final State root = state(new Key(Set.of(), 0));

    State state(Key key) {
      return states.computeIfAbsent(key, State::new);
    }
  }

  /** Where the automaton stands after a byte. */
  static final class State {
    /** The length of the longest match that ends here, or 0. */
    final int matched;

    /** The length of the longest match that has begun and may go on, or 0. */
    final int held;

    /** The length of the longest match of which more than half is there, or 0. */
    final int most;

    private final Set<Place> live;

    // Written without a lock: a lost write costs time only, and a state that is seen is seen whole, its fields being final.
    private final @Nullable State[] next = new State[256];

    private State(Key key) {
      this.live = key.live;
      this.matched = key.matched;
      this.held = live.stream().mapToInt(Place::length).max().orElse(0);
      this.most = live.stream().filter(Place::isMost).mapToInt(Place::length).max().orElse(0);
    }
  }
}
