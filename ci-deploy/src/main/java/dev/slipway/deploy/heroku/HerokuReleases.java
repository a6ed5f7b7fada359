package dev.slipway.deploy.heroku;

import dev.slipway.deploy.heroku.HerokuApi.Formation;
import dev.slipway.deploy.heroku.HerokuApi.Version;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The releases that an app has had, as Heroku keeps them, and how one takes the place of another. For one thread at a time. */
final class HerokuReleases {
  /** How far it looks back: each of our releases is two or three of Heroku's. */
  private static final int LOOK = 60;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final HerokuApi api;
  private final List<String> types;
  private final Duration limit;
  private final Time time;
  private final Map<String, Marks> known = new HashMap<>();

  HerokuReleases(HerokuApi api, List<String> types, Duration limit, Time time) {
    this.api = api;
    this.types = types;
    this.limit = limit;
    this.time = time;
  }

  /**
   * What the app is now.
   *
   * @param runs whether any of its processes is to run
   * @param whole whether Heroku is done with its newest release, and all processes have the image that belongs to the configuration
   */
  record Now(Marks marks, boolean runs, boolean whole) {
    /** Configuration and image are changed one after the other: in between, the release before still runs. */
    int serving() {
      return runs ? (whole ? marks.release() : marks.previous()) : 0;
    }
  }

  Now now() throws InterruptedException {
    Marks marks = Marks.of(api.variables());
    Map<String, Formation> formation = api.formation();
    boolean runs = types.stream()
        .map(formation::get)
        .anyMatch(processes -> processes != null && processes.quantity() > 0);
    boolean done = api.versions(1).stream().allMatch(v -> v.status().equals("succeeded"));
    return new Now(marks, runs, done && haveImage(formation, marks.image()));
  }

  private boolean haveImage(Map<String, Formation> formation, String image) {
    return types.stream()
        .map(formation::get)
        .allMatch(processes -> processes != null && processes.image().equals(image));
  }

  /** Returns, for each of our releases that Heroku can return to, the best of its own to do so. */
  Map<Integer, Version> kept() throws InterruptedException {
    List<Version> good = good();
    Map<Integer, Version> kept = new LinkedHashMap<>();
    Map<Integer, Version> whole = new HashMap<>();
    for (int i = 0; i < good.size(); i++) {
      int number = marks(good.get(i)).release();
      kept.putIfAbsent(number, good.get(i));
      // the one before has brought the configuration, so this one has the image as well
      if (i + 1 < good.size() && marks(good.get(i + 1)).release() == number) {
        whole.putIfAbsent(number, good.get(i));
      }
    }
    kept.putAll(whole);
    kept.remove(0);
    return kept;
  }

  private List<Version> good() throws InterruptedException {
    List<Version> versions = api.versions(LOOK);
    known.keySet().retainAll(versions.stream().map(Version::id).toList());
    return versions.stream()
        .filter(version -> version.status().equals("succeeded"))
        .toList();
  }

  /** What a version was never changes. */
  private Marks marks(Version version) throws InterruptedException {
    Marks marks = known.get(version.id());
    if (marks == null) {
      marks = Marks.of(api.variables(version));
      known.put(version.id(), marks);
    }
    return marks;
  }

  /**
   * Makes the app one of our releases. When this throws, the app is what it was before, as far as Heroku can be told.
   *
   * @param image the id of its image; null if Heroku is to have it from an earlier time
   * @throws ReleaseNotStartedException if Heroku says that the release has failed
   */
  void lead(Release release, @Nullable String image, long token, Map<String, Secret> secrets)
      throws InterruptedException {
    Now before = now();
    Optional<Version> current =
        api.versions(LOOK).stream().filter(Version::current).findFirst();
    try {
      change(release, image, token, secrets, before);
    } catch (RuntimeException | InterruptedException e) {
      attempt(e, () -> {
        if (before.runs() && current.isPresent()) {
          // also if it is none of ours
          api.returnTo(current.get());
          await(release);
        } else {
          api.scale(types, 0);
        }
      });
      throw e;
    }
  }

  private void change(
      Release release, @Nullable String image, long token, Map<String, Secret> secrets, Now before)
      throws InterruptedException {
    Version earlier = kept().get(release.number());
    String wanted = image;
    if (before.marks().are(release) && before.whole()) {
      wanted = before.marks().image();
    } else if (earlier != null && marks(earlier).are(release)) {
      wanted = marks(earlier).image();
      api.returnTo(earlier);
      await(release);
    } else if (image != null) {
      api.configure(before.marks().changesTo(release, image, before.serving(), token, secrets));
      await(release);
    }
    if (wanted == null) {
      throw new TargetException(new Problem(
          api.toString(),
          release + " is not in place",
          "a release that is: " + kept().keySet(),
          "start it first"));
    }
    if (!haveImage(api.formation(), wanted)) {
      api.release(types, wanted);
      await(release);
    }
    if (!now().runs()) {
      api.scale(types, 1);
    }
  }

  /** Waits until Heroku is done with its newest release. */
  private void await(Release release) throws InterruptedException {
    long deadline = time.nanos() + limit.toNanos();
    Version newest = api.versions(1).get(0);
    while (newest.status().equals("pending")) {
      if (time.nanos() - deadline > 0) {
        throw failed(release, "v" + newest.version() + " is still pending after " + limit);
      }
      time.sleep(PAUSE);
      newest = api.versions(1).get(0);
    }
    if (newest.status().equals("failed")) {
      throw failed(release, "v" + newest.version() + " has failed");
    }
  }

  private ReleaseNotStartedException failed(Release release, String found) {
    return new ReleaseNotStartedException(
        new Problem(
            api.toString(),
            release + ": " + found,
            "a release that Heroku can run",
            "read its log by 'heroku releases:output' and 'heroku logs'"),
        List.of());
  }

  /** Something that is tried after a failure. */
  private interface Try {
    void run() throws InterruptedException;
  }

  private static void attempt(Exception cause, Try what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    } catch (InterruptedException e) {
      cause.addSuppressed(e);
      Thread.currentThread().interrupt();
    }
  }
}
