package dev.slipway.deploy.heroku;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.model.Image;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An app on Heroku that runs images (<a href="https://devcenter.heroku.com/articles/container-registry-and-runtime">container registry and runtime</a>). An image is pushed to Heroku's registry, the configuration and the secrets of
 * the release become the app's configuration, the processes get the image, and what Heroku makes of that is awaited. To go back is to have Heroku return to its own release of that time, which
 * restores image and configuration at once.
 *
 * <pre>{@code
 * HerokuApp app = HerokuApp.named("shop", apiKey, DockerHost.of(runtime), ci.time()).target();
 * }</pre>
 *
 * <p>It has not met the real service: it was checked against the schema that Heroku publishes for its API, with a real registry in place of Heroku's.
 *
 * <p>Heroku changes configuration and image one after the other: for a moment the image before runs with the configuration of the new release. It starts processes some seconds after it says that
 * a release has succeeded, so give the smoke test time by {@code retryFor}. What belongs to which release is noted in variables of the app that begin with {@code SLIPWAY_}. Nothing can be deleted
 * there; what is removed is only not gone back to any more.
 *
 * <p>The fencing token is noted with each change of the configuration and looked for in the newest 60 of Heroku's releases before each change, so somebody who has lost the lock is refused once the next
 * one has changed the configuration or gone back. Who goes back and has changed nothing before notes it first, which is one more release of Heroku's. Heroku itself compares nothing: a change
 * that is made at the very moment at which another begins is not refused. Where tokens begin anew, as with another database, take {@code SLIPWAY_TOKEN} out of the configuration of the app.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class HerokuApp implements Target {
  /** What Heroku's registry calls whoever has a token. */
  private static final String USER = "_";

  private final HerokuAppBuilder description;
  private final HerokuApi api;
  private final HerokuReleases releases;
  private final Map<Integer, String> placed = new HashMap<>();
  private final Set<Integer> removed = new HashSet<>();
  private @Nullable URI address;

  HerokuApp(HerokuAppBuilder description) {
    this.description = description;
    this.api = new HerokuApi(description.api, description.name, description.token);
    this.releases = new HerokuReleases(api, description.types, description.limit, description.time);
  }

  /**
   * Starts to describe a target.
   *
   * @param name the name of the app
   * @param token an API key that may change it
   * @param engine what has the images, and pushes them
   */
  public static HerokuAppBuilder named(String name, Secret token, DockerHost engine, Time time) {
    return new HerokuAppBuilder(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(token, "token"),
        Objects.requireNonNull(engine, "engine"),
        Objects.requireNonNull(time, "time"));
  }

  @Override
  public Set<TargetAbility> abilities() {
    return Set.of(TargetAbility.IMAGES, TargetAbility.SECRETS);
  }

  /** Something that is asked of Heroku by a caller that cannot be interrupted. */
  private interface Work<T> {
    T run() throws InterruptedException;
  }

  private synchronized <T> T asking(Work<T> work) {
    try {
      return work.run();
    } catch (InterruptedException e) {
      throw TargetException.interrupted(toString(), e);
    }
  }

  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    return asking(() -> {
      releases.enter(token);
      return new Control(token, secrets);
    });
  }

  @Override
  public TargetState state() {
    return asking(() -> {
      HerokuReleases.Now now = releases.now();
      int serving = now.serving();
      String trouble = now.runs() && !now.whole() && now.marks().release() != 0
          ? "the change to release " + now.marks().release() + " was not finished"
          : "";
      return new TargetState(
          address(),
          serving,
          serving == 0 ? List.of() : List.of(new RunningRelease(serving, address())),
          kept(),
          trouble);
    });
  }

  private URI address() throws InterruptedException {
    URI known = address;
    if (known == null) {
      known = URI.create(api.webAddress().toString().replaceAll("/$", ""));
      address = known;
    }
    return known;
  }

  private Set<Integer> kept() throws InterruptedException {
    Set<Integer> kept = new HashSet<>(releases.kept().keySet());
    kept.addAll(placed.keySet());
    kept.removeAll(removed);
    return kept;
  }

  @Override
  public String toString() {
    return api.toString();
  }

  private String publish(Release release, Consumer<String> log) throws InterruptedException {
    String id = "";
    for (String type : description.types) {
      String name = description.registry + "/" + description.name + "/" + type;
      try {
        id = description.engine.push(
            Image.of(release.image()), name, USER, description.token, description.time, log);
      } catch (RuntimeUnavailableException e) {
        Problem problem = e.problems().get(0);
        throw new TargetException(problem.at(this + ", " + problem.place()), e);
      }
    }
    return id;
  }

  private TargetException failed(String found, String expected, String remedy) {
    return new TargetException(new Problem(toString(), found, expected, remedy));
  }

  private final class Control implements TargetControl {
    private final long token;
    private final ReleaseSecrets secrets;

    Control(long token, ReleaseSecrets secrets) {
      this.token = token;
      this.secrets = secrets;
    }

    @Override
    public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
        throws InterruptedException {
      synchronized (HerokuApp.this) {
        Set<Integer> kept = kept();
        releases.requireCurrent(token);
        if (files == null && !kept.contains(release.number())) {
          throw failed(
              release + " is not kept", "a release that is: " + kept, "deploy its commit again");
        }
        if (files != null && !placed.containsKey(release.number())) {
          if (release.image().isEmpty()) {
            throw failed(release + " is of files", "an image", "release an image");
          }
          placed.put(release.number(), publish(release, log));
          removed.remove(release.number());
        }
        return new RunningRelease(release.number(), address());
      }
    }

    @Override
    public void route(Release release) throws InterruptedException {
      synchronized (HerokuApp.this) {
        releases.lead(release, placed.get(release.number()), token, secrets);
      }
    }

    @Override
    public void retire(Release release) throws InterruptedException {
      synchronized (HerokuApp.this) {
        releases.admit(token);
        if (releases.now().serving() == release.number()) {
          api.scale(description.types, 0);
        }
      }
    }

    @Override
    public void remove(Release release) {
      asking(() -> {
        releases.admit(token);
        if (releases.now().serving() == release.number()) {
          throw failed(release + " runs", "a release that does not", "retire it first");
        }
        placed.remove(release.number());
        return removed.add(release.number());
      });
    }
  }
}
