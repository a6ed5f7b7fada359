package dev.slipway.deploy;

import dev.slipway.deploy.Records.Fact;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What all facts about an environment together say. */
final class History {
  private final NavigableMap<Integer, Release> made = new TreeMap<>();
  private final Set<Integer> proven = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Set<Integer> removed = new HashSet<>();
  private final List<Deployment> deployments = new ArrayList<>();
  private final List<Integer> wayBack = new ArrayList<>();
  private final Map<List<String>, Approval> approvals = new LinkedHashMap<>();
  private Instant openedUntil = Instant.MIN;
  private int serving;
  private int returning;

  History(List<Fact> facts) {
    facts.forEach(this::add);
  }

  private void add(Fact fact) {
    if (fact instanceof Fact.Made f) {
      made.put(f.release().number(), f.release());
    } else if (fact instanceof Fact.Returning f) {
      returning = f.number();
    } else if (fact instanceof Fact.Serving f) {
      serving = f.number();
    } else if (fact instanceof Fact.Removed f) {
      removed.add(f.number());
    } else if (fact instanceof Fact.Ended f) {
      add(f.deployment());
    } else if (fact instanceof Fact.Opened f) {
      openedUntil = f.until();
    } else if (fact instanceof Fact.ApprovalAsked f) {
      approvals.putIfAbsent(key(f.approval().name(), f.approval().digest()), f.approval());
    } else if (fact instanceof Fact.ApprovalDecided f) {
      approvals.computeIfPresent(key(f.name(), f.digest()), (key, a) -> decided(a, f.decision()));
    }
  }

  private void add(Deployment deployment) {
    deployments.add(deployment);
    ended.add(deployment.release());
    if (deployment.release() == returning) {
      returning = 0;
    }
    if (deployment.outcome() == Outcome.RELEASED) {
      proven.add(deployment.release());
      tread(deployment.release());
    }
  }

  private static List<String> key(String approval, String digest) {
    return List.of(approval, digest);
  }

  private static Approval decided(Approval asked, Approval.Decision decision) {
    return new Approval(
        asked.environment(),
        asked.name(),
        asked.digest(),
        asked.askedBy(),
        asked.askedAt(),
        decision);
  }

  /** Returns the approval of a digest, if it was ever asked for. */
  Optional<Approval> approval(String name, String digest) {
    return Optional.ofNullable(approvals.get(key(name, digest)));
  }

  /** Returns all approvals, in the order they were asked for. */
  List<Approval> approvals() {
    return List.copyOf(approvals.values());
  }

  /** Returns whether a person has opened the environment for this time. */
  boolean isOpened(Instant time) {
    return time.isBefore(openedUntil);
  }

  /** Going to where one has been forgets what came after it. */
  private void tread(int number) {
    int at = wayBack.indexOf(number);
    if (at >= 0) {
      wayBack.subList(at, wayBack.size()).clear();
    }
    wayBack.add(number);
  }

  int nextNumber() {
    return made.isEmpty() ? 1 : made.lastKey() + 1;
  }

  int serving() {
    return serving;
  }

  Optional<Release> release(int number) {
    return Optional.ofNullable(made.get(number));
  }

  List<Deployment> deployments() {
    return List.copyOf(deployments);
  }

  /** The releases that went well once and are still there, newest first. */
  List<Release> kept() {
    return made.descendingMap().values().stream()
        .filter(r -> proven.contains(r.number()) && !removed.contains(r.number()))
        .toList();
  }

  /** All releases that were made and not removed, whether they went well or not. */
  List<Release> there() {
    return made.values().stream().filter(r -> !removed.contains(r.number())).toList();
  }

  /**
   * Where a way back by hand leads from what is served: to where one was to lead that was cut short; else, where nothing is served as a
   * deployment was cut short, to what that has stopped.
   */
  Optional<Release> wayBackFrom(int served) {
    if (returning != 0) {
      return release(returning);
    }
    return served == 0 && !cutShort().isEmpty() ? before(0) : before();
  }

  /** The kept release that was served before the one that is served now, leaving out what was gone back from. */
  Optional<Release> before() {
    return before(serving);
  }

  /** The kept releases beyond a number, but for the one that is served and the one before. */
  List<Release> surplus(int keep) {
    int before = before().map(Release::number).orElse(0);
    return kept().stream()
        .skip(keep)
        .filter(r -> r.number() != serving && r.number() != before)
        .toList();
  }

  /** The kept release that had proven itself last, other than one. */
  Optional<Release> before(int number) {
    List<Integer> earlier = new ArrayList<>(wayBack);
    earlier.remove(Integer.valueOf(number));
    Collections.reverse(earlier);
    return earlier.stream()
        .flatMap(each -> kept().stream().filter(r -> r.number() == each))
        .findFirst();
  }

  /** The releases to which a deployment or a way back was cut short by the end of the process. */
  List<Release> cutShort() {
    return there().stream()
        .filter(r -> !ended.contains(r.number()) || r.number() == returning)
        .toList();
  }

  /** The releases that did not go well and are still there, as they could not be removed. */
  List<Release> leftOver() {
    return there().stream()
        .filter(r -> ended.contains(r.number()) && !proven.contains(r.number()))
        .toList();
  }
}
