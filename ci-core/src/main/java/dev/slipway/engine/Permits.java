package dev.slipway.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The slots, locks and limits of an engine. A claim gets all it asks for at once or waits, so claims cannot block each other in
 * a circle; who waits longest goes first. Thread-safe.
 */
final class Permits {
  static final String SLOT = "a free slot";

  private final int slots;
  private final Object lock = new Object();
  private int freeSlots; // guarded by lock, like all below
  private final Map<String, Set<Claim>> holders = new HashMap<>();
  private final Set<Claim> slotHolders = new LinkedHashSet<>();
  private final Set<Claim> waiting = new LinkedHashSet<>();

  Permits(int slots) {
    this.slots = slots;
    this.freeSlots = slots;
  }

  /** Takes everything a claim asks for, or makes it wait; {@link Claim#granted} is called when its turn comes. */
  boolean take(Claim claim) {
    List<Claim> next = new ArrayList<>();
    synchronized (lock) {
      if (freeSlots > 0 && claim.wants.isEmpty()) {
        grant(claim); // whoever waits while there is a free slot waits for a lock or a limit
        return true;
      }
      waiting.add(claim);
      serve(next);
    }
    boolean taken = next.remove(claim);
    next.forEach(granted -> granted.granted.run());
    return taken;
  }

  /** Gives back what a claim holds, or takes it out of the queue. */
  void release(Claim claim) {
    List<Claim> next = new ArrayList<>();
    synchronized (lock) {
      waiting.remove(claim);
      if (slotHolders.remove(claim)) {
        freeSlots++;
        claim
            .wants
            .keySet()
            .forEach(name -> holders.computeIfPresent(name, (n, all) -> {
              all.remove(claim);
              return all.isEmpty() ? null : all;
            }));
      }
      serve(next);
    }
    next.forEach(granted -> granted.granted.run());
  }

  /** Returns what a waiting claim waits for and who has it. */
  Blocked blocked(Claim claim) {
    synchronized (lock) {
      for (Map.Entry<String, Integer> want : claim.wants.entrySet()) {
        Set<Claim> all = holders.getOrDefault(want.getKey(), Set.of());
        if (all.size() >= want.getValue()) {
          return new Blocked(want.getKey(), all.stream().map(c -> c.owner).toList());
        }
      }
      if (freeSlots > 0) {
        return before(claim);
      }
      return new Blocked(
          SLOT + " (all " + slots + " are in use)",
          slotHolders.stream().map(c -> c.owner).toList());
    }
  }

  /** Returns who is served before a claim that only has to queue. */
  private Blocked before(Claim claim) {
    for (Claim other : waiting) {
      if (other == claim) {
        break;
      }
      for (String name : claim.wants.keySet()) {
        if (other.wants.containsKey(name)) {
          return new Blocked(name, List.of(other.owner + ", which is next in turn"));
        }
      }
    }
    return new Blocked(SLOT, List.of());
  }

  /** Grants what can be granted, from the head of the queue; what an earlier claim waits for is kept for it. */
  private void serve(List<Claim> granted) {
    Set<String> reserved = new LinkedHashSet<>();
    for (Claim claim : waiting) {
      if (freeSlots == 0) {
        break;
      }
      if (isFree(claim, reserved)) {
        grant(claim);
        granted.add(claim);
      } else {
        reserved.addAll(claim.wants.keySet());
      }
    }
    granted.forEach(waiting::remove);
  }

  private boolean isFree(Claim claim, Set<String> reserved) {
    for (Map.Entry<String, Integer> want : claim.wants.entrySet()) {
      if (reserved.contains(want.getKey())
          || holders.getOrDefault(want.getKey(), Set.of()).size() >= want.getValue()) {
        return false;
      }
    }
    return true;
  }

  private void grant(Claim claim) {
    freeSlots--;
    slotHolders.add(claim);
    claim
        .wants
        .keySet()
        .forEach(
            name -> holders.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(claim));
  }

  /** What is missing, and who has it. */
  record Blocked(String permit, List<String> holders) {}

  /** A slot, and the locks and limits that go with it. Compared by identity. */
  static final class Claim {
    private final String owner;
    private final Map<String, Integer> wants;
    private final Runnable granted;
    private final Instant since;

    /**
     * @param owner who asks, for people
     * @param wants how many may hold each lock or limit at once
     * @param granted called on any thread when a claim that had to wait has got everything
     * @param since when it was made
     */
    Claim(String owner, Map<String, Integer> wants, Runnable granted, Instant since) {
      this.owner = owner;
      this.wants = wants.isEmpty() ? Map.of() : new LinkedHashMap<>(wants);
      this.granted = granted;
      this.since = since;
    }

    Instant since() {
      return since;
    }
  }
}
