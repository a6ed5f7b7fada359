package dev.slipway.deploy;

import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Rolling;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.smoke.SmokeTestBuilder;
import dev.slipway.store.Database;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the definition of an environment. For one thread; not to be used after the lambda that got it has returned.
 *
 * @since 0.1
 */
public final class EnvironmentBuilder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String name;
  private final Map<String, String> configuration = new LinkedHashMap<>();
  private final List<Opening.Hours> hours = new ArrayList<>();
  private final List<Opening.Freeze> freezes = new ArrayList<>();
  private final Map<String, Set<String>> approvals = new LinkedHashMap<>();
  private final List<String> unreadable = new ArrayList<>();
  private @Nullable Target target;
  private @Nullable SmokeTest smoke;
  private int keep = 5;
  private @Nullable Strategy strategy;
  private Duration bakeTime = Duration.ZERO;
  private Database store =
      Database.file(Path.of(System.getProperty("user.home"), ".slipway", "slipway.db"));

  EnvironmentBuilder(String name) {
    this.name = name;
  }

  /** Sets the machinery that runs the releases. One target serves one environment. */
  public EnvironmentBuilder target(Target newTarget) {
    target = Objects.requireNonNull(newTarget, "target");
    return this;
  }

  /**
   * Sets what a release has to answer: first by itself, before it gets traffic, then where the users' traffic arrives. Checks that
   * do not pass are repeated for 5 seconds, every 250 milliseconds, unless this says otherwise.
   */
  public EnvironmentBuilder smoke(Consumer<SmokeTestBuilder> checks) {
    smoke = SmokeTest.named(name, t -> {
      t.retryFor(Duration.ofSeconds(5)).every(Duration.ofMillis(250));
      checks.accept(t);
    });
    return this;
  }

  /** Adds an environment variable of the application. It becomes part of every new release; it must not be a secret. */
  public EnvironmentBuilder env(String variable, String value) {
    configuration.put(
        Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Sets how many releases are kept for a way back, the one that is served included; 2 or more. The default is 5. */
  public EnvironmentBuilder keep(int releases) {
    keep = releases;
    return this;
  }

  /**
   * Sets how a new release takes the place of the old one. The default is {@link Strategy#blueGreen}, and {@link Strategy#rolling} by one for a target that
   * does not run releases beside each other.
   */
  public EnvironmentBuilder strategy(Strategy newStrategy) {
    strategy = Objects.requireNonNull(newStrategy, "strategy");
    return this;
  }

  /**
   * Sets how long a new release is watched once it has all traffic: its smoke test is repeated, and when it does not pass the release goes
   * back. The old release runs until then. The default is not at all.
   */
  public EnvironmentBuilder bakeTime(Duration time) {
    bakeTime = Objects.requireNonNull(time, "time");
    return this;
  }

  /**
   * Sets the database in which releases and deployments are recorded and the lock of the environment is kept. The default is a file in the
   * home directory of the user, {@code .slipway/slipway.db}, which serves all processes of this machine.
   */
  public EnvironmentBuilder store(Database database) {
    store = Objects.requireNonNull(database, "database");
    return this;
  }

  /**
   * Closes the environment on the days from Monday to Friday, such as {@code closedOnWeekdays("10:00", "18:00", zone)}. A pipeline waits
   * then; a way back by hand does not.
   *
   * @param from a time of the day, such as {@code 10:00}
   * @param to a time of the day; one that is not after the other is on the next day
   */
  public EnvironmentBuilder closedOnWeekdays(String from, String to, ZoneId zone) {
    return hours(
        false,
        EnumSet.complementOf(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)),
        from,
        to,
        zone);
  }

  /** Closes the environment on some days of the week, as {@link #closedOnWeekdays} does. */
  public EnvironmentBuilder closedOn(Set<DayOfWeek> days, String from, String to, ZoneId zone) {
    return hours(false, days, from, to, zone);
  }

  /** Opens the environment on some days of the week; outside of all such hours it is closed. */
  public EnvironmentBuilder openOn(Set<DayOfWeek> days, String from, String to, ZoneId zone) {
    return hours(true, days, from, to, zone);
  }

  /**
   * Closes the environment for some days.
   *
   * @param from the first day, such as {@code 2026-12-21}
   * @param to the last day
   * @param why what for, in words
   */
  public EnvironmentBuilder frozen(String from, String to, ZoneId zone, String why) {
    try {
      freezes.add(new Opening.Freeze(
          LocalDate.parse(from).atStartOfDay(zone).toInstant(),
          LocalDate.parse(to).plusDays(1).atStartOfDay(zone).toInstant(),
          Objects.requireNonNull(why, "why")));
    } catch (DateTimeParseException e) {
      unreadable.add("the days from '" + from + "' to '" + to + "'");
    }
    return this;
  }

  /**
   * Wants an approval of each artifact before a pipeline deploys it. It may be given days later, in another process, by {@link
   * Deployments#approve}.
   *
   * @param approval what it is called, such as {@code ops}
   * @param by who may give it; without names anybody may
   */
  public EnvironmentBuilder approval(String approval, String... by) {
    approvals.put(Objects.requireNonNull(approval, "approval"), Set.of(by));
    return this;
  }

  private EnvironmentBuilder hours(
      boolean open, Set<DayOfWeek> days, String from, String to, ZoneId zone) {
    try {
      hours.add(new Opening.Hours(open, days, LocalTime.parse(from), LocalTime.parse(to), zone));
    } catch (DateTimeParseException e) {
      unreadable.add("the hours from '" + from + "' to '" + to + "'");
    }
    return this;
  }

  private Strategy strategyOf(Set<TargetAbility> abilities) {
    if (strategy != null) {
      return strategy;
    }
    return abilities.contains(TargetAbility.RUNS_BESIDE)
            || !abilities.contains(TargetAbility.BATCHES)
        ? Strategy.blueGreen()
        : Strategy.rolling(1);
  }

  private void checkStrategy(
      Strategy wanted, Set<TargetAbility> abilities, String place, List<Problem> problems) {
    if (wanted instanceof Canary && smoke == null) {
      problems.add(new Problem(
          place, "a canary without a smoke test", "checks to probe it with", "add smoke(...)"));
    }
    Stream.of(TargetAbility.values())
        .filter(ability -> needs(wanted, ability) && !abilities.contains(ability))
        .forEach(ability -> problems.add(new Problem(
            place,
            "the strategy " + wanted + " on a target that cannot " + ability.inWords(),
            "a target that can, or another strategy",
            "choose another strategy, or another target")));
    if (bakeTime.isNegative() || (!bakeTime.isZero() && smoke == null)) {
      problems.add(new Problem(
          place,
          "a bake time of " + bakeTime + (smoke == null ? " without a smoke test" : ""),
          "a time that is not negative, and checks to watch the release with",
          "correct bakeTime, or add smoke(...)"));
    }
  }

  private static boolean needs(Strategy strategy, TargetAbility ability) {
    return switch (ability) {
      case RUNS_BESIDE -> strategy instanceof Canary || strategy instanceof Strategy.BlueGreen;
      case BATCHES -> strategy instanceof Rolling;
      case SHARE_TRAFFIC -> strategy instanceof Canary;
    };
  }

  private void checkOpening(Opening opening, String place, List<Problem> problems) {
    for (String text : unreadable) {
      problems.add(new Problem(
          place, text, "times such as 09:30 and days such as 2026-12-21", "correct them"));
    }
    if (opening.isNeverOpen()) {
      problems.add(new Problem(
          place, "hours that leave no time open", "some time to deploy in", "correct the hours"));
    }
    freezes.stream()
        .filter(f -> !f.from().isBefore(f.until()))
        .forEach(f -> problems.add(new Problem(
            place,
            "a freeze that ends before it begins: " + f.why(),
            "a first day and a last one",
            "swap the days")));
  }

  Environment build() {
    List<Problem> problems = new ArrayList<>();
    String place = "environment '" + name + "'";
    if (!NAME.matcher(name).matches()) {
      problems.add(new Problem(
          place, "its name", "letters, digits, '-', '_' and '.'", "give it another name"));
    }
    if (target == null) {
      problems.add(new Problem(place, "no target", "one", "name it with target"));
    }
    if (keep < 2) {
      problems.add(new Problem(
          place,
          "keeping " + keep + " releases",
          "2 or more",
          "correct keep, or there is no way back"));
    }
    configuration.keySet().stream()
        .filter(v -> !VARIABLE.matcher(v).matches())
        .forEach(v -> problems.add(new Problem(
            place,
            "the environment variable '" + v + "'",
            "letters, digits and '_', not beginning with a digit",
            "correct its name")));
    Set<TargetAbility> abilities = target == null ? Set.of() : target.abilities();
    Strategy chosen = strategyOf(abilities);
    if (target != null) {
      checkStrategy(chosen, abilities, place, problems);
    }
    Opening opening = new Opening(hours, freezes);
    checkOpening(opening, place, problems);
    if (smoke != null) {
      smoke.against("http://localhost").problems().stream()
          .map(p -> p.at(place + ", " + p.place()))
          .forEach(problems::add);
    }
    if (target == null || !problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new Environment(
        name, target, smoke, configuration, keep, chosen, bakeTime, store, opening, approvals);
  }
}
