package dev.slipway.deploy;

import dev.slipway.deploy.target.Target;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.DefinitionException;
import dev.slipway.smoke.SmokeTest;
import dev.slipway.smoke.SmokeTestBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
  private @Nullable Target target;
  private @Nullable SmokeTest smoke;
  private int keep = 5;
  private Path records = Path.of(System.getProperty("user.home"), ".slipway", "environments");

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

  /** Sets the directory in which releases and deployments are recorded. The default is in the home directory of the user. */
  public EnvironmentBuilder recordsIn(Path directory) {
    records = Objects.requireNonNull(directory, "directory");
    return this;
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
    if (smoke != null) {
      smoke.against("http://localhost").problems().stream()
          .map(p -> p.at(place + ", " + p.place()))
          .forEach(problems::add);
    }
    if (target == null || !problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new Environment(name, target, smoke, configuration, keep, records);
  }
}
