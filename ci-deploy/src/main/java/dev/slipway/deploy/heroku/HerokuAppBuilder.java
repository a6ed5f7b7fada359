package dev.slipway.deploy.heroku;

import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.model.DefinitionException;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Collects how a {@link HerokuApp} works. For one thread.
 *
 * @since 0.1
 */
public final class HerokuAppBuilder {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,28}[a-z0-9]");
  private static final Pattern TYPE = Pattern.compile("[-\\w]{1,128}");

  final String name;
  final Secret token;
  final DockerHost engine;
  final Time time;
  List<String> types = List.of("web");
  URI api = URI.create("https://api.heroku.com");
  String registry = "registry.heroku.com";
  Duration limit = Duration.ofMinutes(10);

  HerokuAppBuilder(String name, Secret token, DockerHost engine, Time time) {
    this.name = name;
    this.token = token;
    this.engine = engine;
    this.time = time;
  }

  /** Sets the types of processes that run the image; {@code web}, the default, is the one that has users' requests. */
  public HerokuAppBuilder processes(String first, String... more) {
    List<String> all = new ArrayList<>();
    all.add(Objects.requireNonNull(first, "first"));
    all.addAll(List.of(more));
    types = List.copyOf(all);
    return this;
  }

  /** Sets how long Heroku may take for a release, its release phase included. The default is ten minutes. */
  public HerokuAppBuilder releaseWithin(Duration newLimit) {
    limit = Objects.requireNonNull(newLimit, "limit");
    return this;
  }

  /** Sets another address of the Platform API, such as that of a proxy. */
  public HerokuAppBuilder api(URI address) {
    api = Objects.requireNonNull(address, "address");
    return this;
  }

  /** Sets another registry from which Heroku takes images. */
  public HerokuAppBuilder registry(String host) {
    registry = Objects.requireNonNull(host, "host");
    return this;
  }

  /**
   * Makes the target; nothing is asked of Heroku yet.
   *
   * @throws DefinitionException if something is wrong with what was set; all of it is told
   */
  public HerokuApp target() {
    List<Problem> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add(problem(
          "its name",
          "3 to 30 small letters, digits and '-', beginning with a letter",
          "correct it"));
    }
    types.stream()
        .filter(type -> !TYPE.matcher(type).matches())
        .forEach(type -> problems.add(
            problem("the process type '" + type + "'", "one such as web or worker", "correct it")));
    if (limit.isNegative() || limit.isZero()) {
      problems.add(problem("a limit of " + limit, "more than zero", "correct releaseWithin"));
    }
    if (!problems.isEmpty()) {
      throw new DefinitionException(problems);
    }
    return new HerokuApp(this);
  }

  private Problem problem(String found, String expected, String remedy) {
    return new Problem("Heroku app '" + name + "'", found, expected, remedy);
  }
}
