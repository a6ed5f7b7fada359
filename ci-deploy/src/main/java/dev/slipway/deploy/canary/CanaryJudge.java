package dev.slipway.deploy.canary;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Judges a new release by probes that are sent in pairs, one to it and one to the old release, at the same time. Errors, latency and
 * the shape of the answers are compared, and whatever the application measures itself. It may be looked at after each pair: the
 * chance that a release which is as good as the old one is ever told to go back is at most {@link Tolerance#error}, and so is the chance
 * that one which is worse by the tolerance or more, in any one thing, is ever told to be promoted. No metrics and no users are needed, and
 * nothing is assumed of how often probes fail.
 *
 * <p>A pair that fails on both sides tells nothing of the difference: it is counted as a blip and compared no further.
 *
 * <p>Latency and shape are compared where both sides pass. An old release that fails leaves few such pairs, or none, and must not keep its
 * own fix away: where most probes but blips are found to fail on the old release alone, these two are left out of what a promotion needs.
 * The chance that they are ever left out though it fails at half of them or fewer is at most {@link Tolerance#error} too. The bound of wrong promotions
 * then holds for what is not left out, and of the rest nothing is claimed; the verdict says so. They still count against the new release, and what
 * the application measures itself is needed all the same.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1
 */
public final class CanaryJudge {
  private static final String ERRORS = "errors";
  private static final String LATENCY = "latency";
  private static final String SHAPE = "shape of answers";
  private static final List<String> BUILT_IN = List.of(ERRORS, LATENCY, SHAPE);
  private static final List<String> WHERE_BOTH_PASS = List.of(LATENCY, SHAPE);

  private final Tolerance tolerance;
  private final Map<String, Evidence> evidence = new LinkedHashMap<>();

  /** Evidence that most probes fail on the old release alone, which is what "worse" is here. */
  private final Evidence brokenOld = new Evidence(1);

  private final Map<String, Set<String>> oldShapes = new HashMap<>();
  private final Map<String, Set<String>> newShapes = new HashMap<>();
  private int pairs;
  private int blips;

  /**
   * Makes a judge that has seen nothing.
   *
   * @param measurements the names of what the application measures itself, to be added by {@link #measured}
   * @throws IllegalArgumentException if a name is given twice or is that of something that is always compared
   */
  public CanaryJudge(Tolerance tolerance, String... measurements) {
    this.tolerance = Objects.requireNonNull(tolerance, "tolerance");
    evidence.put(ERRORS, new Evidence(tolerance.errors()));
    evidence.put(LATENCY, new Evidence(tolerance.oftenSlower()));
    evidence.put(SHAPE, new Evidence(tolerance.errors()));
    for (String name : measurements) {
      if (evidence.put(name, new Evidence(tolerance.oftenSlower())) != null) {
        throw new IllegalArgumentException("'" + name + "' is compared already");
      }
    }
  }

  /**
   * Adds a pair of answers to the same probe.
   *
   * @param probe the name of the probe; shapes are compared within it
   */
  public void add(String probe, Observation old, Observation fresh) {
    pairs++;
    if (!old.passed() && !fresh.passed()) {
      blips++;
      return;
    }
    of(ERRORS).add(worse(!fresh.passed(), !old.passed()));
    brokenOld.add(old.passed() ? -1 : 1);
    if (old.passed() && fresh.passed()) {
      of(LATENCY)
          .add(worse(isSlower(fresh.took(), old.took()), isSlower(old.took(), fresh.took())));
      addShape(probe, old.shape(), fresh.shape());
    }
  }

  /**
   * Adds a pair of values that the application has measured on the old and the new release.
   *
   * @param name one of the names that the judge was made with
   * @param old the value of the old release; lower is better
   * @param fresh the value of the new release
   * @throws IllegalArgumentException if the judge does not know the name, or a value is not a number
   */
  public void measured(String name, double old, double fresh) {
    Evidence own = BUILT_IN.contains(name) ? null : evidence.get(name);
    if (own == null || Double.isNaN(old) || Double.isNaN(fresh)) {
      throw new IllegalArgumentException(
          "the measurement '" + name + "' of " + old + " and " + fresh + " cannot be compared");
    }
    own.add(worse(isMore(fresh, old), isMore(old, fresh)));
  }

  /** Returns what the verdict on all that was added so far tells to do, at little cost. */
  public Verdict.Kind kind() {
    if (evidence.entrySet().stream().anyMatch(this::isWorse)) {
      return Verdict.Kind.GO_BACK;
    }
    boolean good = needed().allMatch(e -> e.getValue().forGood() >= 1 / tolerance.error());
    return good ? Verdict.Kind.PROMOTE : Verdict.Kind.KEEP_WAITING;
  }

  /** Returns the verdict on all that was added so far. */
  public Verdict verdict() {
    Verdict.Kind kind = kind();
    Stream<Map.Entry<String, Evidence>> deciding = kind == Verdict.Kind.GO_BACK
        ? evidence.entrySet().stream().filter(this::isWorse)
        : needed();
    String decisive = deciding
        .min(Comparator.comparingDouble(e -> e.getValue().forGood()))
        .orElseThrow()
        .getKey();
    return verdict(kind, decisive);
  }

  /** Returns what has to be as good for a promotion. */
  private Stream<Map.Entry<String, Evidence>> needed() {
    boolean broken = isOldBroken();
    return evidence.entrySet().stream()
        .filter(e -> !broken || !WHERE_BOTH_PASS.contains(e.getKey()));
  }

  private boolean isOldBroken() {
    return brokenOld.forWorse() >= 1 / tolerance.error();
  }

  private boolean isWorse(Map.Entry<String, Evidence> what) {
    return what.getValue().forWorse() >= 1 / errorShare(what.getKey());
  }

  /** Half of the chance of a wrong way back belongs to errors, which are what counts most; the rest is shared. */
  private double errorShare(String name) {
    return name.equals(ERRORS)
        ? tolerance.error() / 2
        : tolerance.error() / 2 / (evidence.size() - 1);
  }

  private Verdict verdict(Verdict.Kind kind, String name) {
    Evidence decisive = of(name);
    return new Verdict(
        kind,
        pairs,
        blips,
        String.format(
                Locale.ROOT,
                "the new release%s: %s in %d pairs of probes differ by %+.2f points of 100 (evidence for worse %.3g,"
                    + " for as good %.3g; it takes %.0f and %.0f)",
                words(kind),
                name,
                decisive.pairs(),
                decisive.mean() * 100,
                decisive.forWorse(),
                decisive.forGood(),
                1 / errorShare(name),
                1 / tolerance.error())
            + leftOut(kind));
  }

  private String leftOut(Verdict.Kind kind) {
    return kind == Verdict.Kind.PROMOTE && isOldBroken()
        ? "; " + String.join(" and ", WHERE_BOTH_PASS)
            + " are left out, as most probes fail on the old release alone"
        : "";
  }

  private static String words(Verdict.Kind kind) {
    return switch (kind) {
      case PROMOTE -> " did as well, within the tolerance";
      case GO_BACK -> " did worse";
      case KEEP_WAITING -> ": not enough evidence yet";
    };
  }

  private Evidence of(String name) {
    return Objects.requireNonNull(evidence.get(name));
  }

  /** A shape that the other side has never shown is news; two that bring news are alike. */
  private void addShape(String probe, String old, String fresh) {
    Set<String> ofOld = oldShapes.computeIfAbsent(probe, p -> new HashSet<>());
    Set<String> ofNew = newShapes.computeIfAbsent(probe, p -> new HashSet<>());
    ofOld.add(old);
    ofNew.add(fresh);
    of(SHAPE).add(worse(!ofOld.contains(fresh), !ofNew.contains(old)));
  }

  private boolean isSlower(Duration one, Duration other) {
    return one.compareTo(other.plus(tolerance.slowerBy())) > 0
        && one.toNanos() > other.toNanos() * tolerance.slower();
  }

  private boolean isMore(double one, double other) {
    return one > other && one - other > Math.abs(other) * (tolerance.slower() - 1);
  }

  private static double worse(boolean fresh, boolean old) {
    return (fresh ? 1 : 0) - (old ? 1 : 0);
  }
}
