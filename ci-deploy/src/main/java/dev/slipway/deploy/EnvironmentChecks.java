package dev.slipway.deploy;

import dev.slipway.deploy.strategy.Canary;
import dev.slipway.deploy.strategy.Rolling;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.diagnostic.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds everything that is wrong with the definition of an environment. */
final class EnvironmentChecks {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final EnvironmentBuilder environment;
  private final Strategy strategy;
  private final Opening opening;
  private final String place;
  private final List<Problem> problems = new ArrayList<>();

  EnvironmentChecks(EnvironmentBuilder environment, Strategy strategy, Opening opening) {
    this.environment = environment;
    this.strategy = strategy;
    this.opening = opening;
    this.place = "environment '" + environment.name + "'";
  }

  List<Problem> problems() {
    checkNames();
    if (environment.target == null) {
      add("no target", "one", "name it with target");
    } else {
      checkStrategy(environment.target.abilities());
      checkRehearsal(environment.target.abilities());
      checkSecrets(environment.target.abilities());
    }
    if (environment.keep < 2) {
      add(
          "keeping " + environment.keep + " releases",
          "2 or more",
          "correct keep, or there is no way back");
    }
    checkHooks();
    checkOpening();
    if (environment.smoke != null) {
      environment.smoke.against("http://localhost").problems().stream()
          .map(p -> p.at(place + ", " + p.place()))
          .forEach(problems::add);
    }
    return problems;
  }

  private void add(String found, String expected, String remedy) {
    problems.add(new Problem(place, found, expected, remedy));
  }

  private void checkNames() {
    if (!NAME.matcher(environment.name).matches()) {
      add("its name", "letters, digits, '-', '_' and '.'", "give it another name");
    }
    Stream.concat(
            environment.configuration.keySet().stream(), environment.secrets.keySet().stream())
        .filter(v -> !VARIABLE.matcher(v).matches())
        .forEach(v -> add(
            "the environment variable '" + v + "'",
            "letters, digits and '_', not beginning with a digit",
            "correct its name"));
  }

  private void checkStrategy(Set<TargetAbility> abilities) {
    boolean smokeless = environment.smoke == null;
    if (strategy instanceof Canary && smokeless) {
      add("a canary without a smoke test", "checks to probe it with", "add smoke(...)");
    }
    if (strategy instanceof Canary canary) {
      checkTimes(canary);
    }
    Stream.of(TargetAbility.values())
        .filter(ability -> needs(ability) && !abilities.contains(ability))
        .forEach(ability -> add(
            "the strategy " + strategy + " on a target that cannot " + ability.inWords(),
            "a target that can, or another strategy",
            "choose another strategy, or another target"));
    if (environment.bakeTime.isNegative() || (!environment.bakeTime.isZero() && smokeless)) {
      add(
          "a bake time of " + environment.bakeTime + (smokeless ? " without a smoke test" : ""),
          "a time that is not negative, and checks to watch the release with",
          "correct bakeTime, or add smoke(...)");
    }
  }

  private void checkTimes(Canary canary) {
    int shares = canary.shares().size();
    // divided, as a product may be too large for a duration
    if (canary.bake().compareTo(canary.limit().dividedBy(shares)) >= 0) {
      add(
          "a canary of " + shares + (shares == 1 ? " share" : " shares") + " of " + canary.bake()
              + " each within " + canary.limit(),
          "a limit that is longer than all shares together",
          "correct bake or atMost");
    }
  }

  private void checkSecrets(Set<TargetAbility> abilities) {
    if (environment.secrets.isEmpty()) {
      return;
    }
    if (environment.sealingKey == null && environment.secretVersions == null) {
      add(
          "secrets without a key to seal them",
          "a key, or a source that keeps their versions",
          "add sealWith(...) or secretsFrom(...)");
    }
    if (!abilities.contains(TargetAbility.SECRETS)) {
      add(
          "secrets on a target that cannot " + TargetAbility.SECRETS.inWords(),
          "a target that can",
          "leave out secret(...), or choose another target");
    }
    environment.secrets.keySet().stream()
        .filter(environment.configuration::containsKey)
        .forEach(v ->
            add("the variable '" + v + "' both as env and as secret", "one of them", "rename one"));
  }

  private void checkRehearsal(Set<TargetAbility> abilities) {
    if (environment.rehearsed && !abilities.contains(TargetAbility.REHEARSE)) {
      add(
          "a rehearsal on a target that cannot " + TargetAbility.REHEARSE.inWords(),
          "a target that can",
          "leave out rehearseWayBack, or choose another target");
    }
    if (environment.rehearsed && environment.smoke == null) {
      add("a rehearsal without a smoke test", "checks that prove the way back", "add smoke(...)");
    }
  }

  private boolean needs(TargetAbility ability) {
    return switch (ability) {
      case RUNS_BESIDE -> strategy instanceof Canary || strategy instanceof Strategy.BlueGreen;
      case BATCHES -> strategy instanceof Rolling;
      case SHARE_TRAFFIC -> strategy instanceof Canary;
      case FILES, IMAGES, REHEARSE, SECRETS -> false;
    };
  }

  private void checkHooks() {
    List<String> names = environment.hooks.values().stream()
        .flatMap(List::stream)
        .map(Hooks.Named::name)
        .toList();
    names.stream()
        .filter(each -> each.isBlank() || names.indexOf(each) != names.lastIndexOf(each))
        .distinct()
        .forEach(
            each -> add("the hook '" + each + "'", "a name that no other hook has", "rename it"));
    if (environment.hookLimit.isZero() || environment.hookLimit.isNegative()) {
      add(
          "a limit of " + environment.hookLimit + " for hooks",
          "more than zero",
          "correct hooksWithin");
    }
  }

  private void checkOpening() {
    for (String text : environment.unreadable) {
      add(text, "times such as 09:30 and days such as 2026-12-21", "correct them");
    }
    if (opening.isNeverOpen()) {
      add("hours that leave no time open", "some time to deploy in", "correct the hours");
    }
    environment.freezes.stream()
        .filter(f -> !f.from().isBefore(f.until()))
        .forEach(f -> add(
            "a freeze that ends before it begins: " + f.why(),
            "a first day and a last one",
            "swap the days"));
  }
}
