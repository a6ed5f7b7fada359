package dev.slipway.deploy;

import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import dev.slipway.secret.SealingKey;
import dev.slipway.secret.SecretVersions;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the definition of an environment. For one thread; not to be used after the lambda that got it has returned.
 *
 * @since 0.1
 */
public final class EnvironmentBuilder {
  final String name;
  final Map<String, String> configuration = new LinkedHashMap<>();
  final Map<String, String> secrets = new LinkedHashMap<>();
  private final List<Opening.Hours> hours = new ArrayList<>();
  final List<Opening.Freeze> freezes = new ArrayList<>();
  final Map<String, Set<String>> approvals = new LinkedHashMap<>();
  final List<String> unreadable = new ArrayList<>();
  final Map<Hooks.Moment, List<Hooks.Named>> hooks = new EnumMap<>(Hooks.Moment.class);

  @Nullable
  Target target;

  @Nullable
  SmokeTest smoke;

  @Nullable
  SealingKey sealingKey;

  @Nullable
  SecretVersions secretVersions;

  int keep = 5;
  private @Nullable Strategy strategy;
  Duration bakeTime = Duration.ZERO;
  boolean rehearsed;
  Duration hookLimit = Duration.ofMinutes(10);
  Database store =
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

  /** Adds a secret of the application that is called in the pipeline as the application calls it; see {@link #secret(String, String)}. */
  public EnvironmentBuilder secret(String variable) {
    return secret(variable, variable);
  }

  /**
   * Adds a secret of the application. A new release gets the value that the pipeline's secrets have when it is deployed. That value is kept with the release, sealed, for as long as the release is kept, so
   * that a way back restores it whatever became of the secret meanwhile; it needs {@link #sealWith}. With {@link #secretsFrom} it is of that source instead, and only its version is kept.
   *
   * @param variable what the application calls it; a Docker host gives the application a file, which the variable with {@code _FILE} at its end names
   * @param name what the pipeline calls it, or the source
   */
  public EnvironmentBuilder secret(String variable, String name) {
    secrets.put(Objects.requireNonNull(variable, "variable"), Objects.requireNonNull(name, "name"));
    return this;
  }

  /** Sets the key with which the secrets of releases are sealed. It must stay the same as long as releases are to be gone back to. */
  public EnvironmentBuilder sealWith(SealingKey key) {
    sealingKey = Objects.requireNonNull(key, "key");
    return this;
  }

  /**
   * Takes the secrets of the application from a source that keeps their versions, in place of the pipeline's. A new release gets the version that counts when it is deployed and notes which that
   * is; a way back asks the source for it again. The source has to keep each version for as long as the release.
   */
  public EnvironmentBuilder secretsFrom(SecretVersions source) {
    secretVersions = Objects.requireNonNull(source, "source");
    return this;
  }

  /** Sets how many releases are kept for a way back, the one that is served included; 2 or more. The default is 5. */
  public EnvironmentBuilder keep(int releases) {
    keep = releases;
    return this;
  }

  /**
   * Sets how a new release takes the place of the old one. The default is {@link Strategy#blueGreen}; for a target that does not run releases beside each other it is
   * {@link Strategy#rolling} by one if it has several places, and else {@link Strategy#allAtOnce}.
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
   * Wants the way back proved before a release gets traffic: after the {@code migrate} hooks, one more copy of the release that is served is started from what is kept of it, with its own configuration, and has to
   * pass the smoke test. When it does not, the deployment ends there. The copy runs beside the users' one on the same data, and must bear that. A way back by hand is not rehearsed.
   */
  public EnvironmentBuilder rehearseWayBack() {
    rehearsed = true;
    return this;
  }

  /** Adds what is done before anything is changed. When it fails, the deployment ends there. */
  public EnvironmentBuilder before(String hook, Hook work) {
    return hook(Hooks.Moment.BEFORE, hook, work);
  }

  /**
   * Adds what is done before the release is started, such as changing the schema of a database in a way that the release before can live with. When it fails, the environment serves what it
   * served before.
   */
  public EnvironmentBuilder migrate(String hook, Hook work) {
    return hook(Hooks.Moment.MIGRATE, hook, work);
  }

  /** Adds what is done when the release is served and has proven itself. When it fails, that is told, and the release is served all the same. */
  public EnvironmentBuilder after(String hook, Hook work) {
    return hook(Hooks.Moment.AFTER, hook, work);
  }

  /** Adds what is done when the release was bad or could not be deployed, and the environment serves again what it served before. It is not done when the step was cancelled. */
  public EnvironmentBuilder onFailure(String hook, Hook work) {
    return hook(Hooks.Moment.ON_FAILURE, hook, work);
  }

  /** Sets how long each hook may take; the default is ten minutes. One that takes longer has failed. */
  public EnvironmentBuilder hooksWithin(Duration limit) {
    hookLimit = Objects.requireNonNull(limit, "limit");
    return this;
  }

  private EnvironmentBuilder hook(Hooks.Moment moment, String hook, Hook work) {
    hooks
        .computeIfAbsent(moment, m -> new ArrayList<>())
        .add(new Hooks.Named(
            Objects.requireNonNull(hook, "hook"), Objects.requireNonNull(work, "work")));
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
    if (abilities.contains(TargetAbility.RUNS_BESIDE)) {
      return Strategy.blueGreen();
    }
    return abilities.contains(TargetAbility.BATCHES) ? Strategy.rolling(1) : Strategy.allAtOnce();
  }

  Environment build() {
    Strategy chosen = strategyOf(target == null ? Set.of() : target.abilities());
    Opening opening = new Opening(hours, freezes);
    List<Problem> problems = new EnvironmentChecks(this, chosen, opening).problems();
    if (target == null || !problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new Environment(this, target, chosen, opening);
  }
}
