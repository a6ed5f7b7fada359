package dev.slipway.deploy.heroku;

import dev.slipway.deploy.heroku.HerokuApi.Formation;
import dev.slipway.deploy.heroku.HerokuApi.Version;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.StaleOwnerException;
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
  private long highest;

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

  /**
   * Takes somebody for the owner, from whom on those with lower fencing tokens are refused.
   *
   * @throws StaleOwnerException if there was one with a higher token
   */
  void enter(long token) throws InterruptedException {
    admit(token);
    highest = token;
  }

  /**
   * Looks whether nobody has changed the app who has the lock after somebody with a fencing token.
   *
   * @throws StaleOwnerException if somebody has
   */
  void admit(long token) throws InterruptedException {
    recent();
    requireCurrent(token);
  }

  /**
   * Does the same with what was read of the app last.
   *
   * @throws StaleOwnerException if somebody has a higher token
   */
  void requireCurrent(long token) {
    if (token < highest) {
      throw new StaleOwnerException(api.toString(), token, highest);
    }
  }

  /** Returns, for each of our releases that Heroku can return to, the best of its own to do so. */
  Map<Integer, Version> kept() throws InterruptedException {
    return kept(recent());
  }

  private Map<Integer, Version> kept(List<Version> recent) throws InterruptedException {
    List<Version> good =
        recent.stream().filter(version -> version.status().equals("succeeded")).toList();
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

  /**
   * Returns the newest versions. Their tokens are seen on the way: the newest version alone does not tell the highest, as one that the app was returned to has that of its time. Where a person has
   * taken the token away, tokens are counted anew.
   */
  private List<Version> recent() throws InterruptedException {
    List<Version> versions = api.versions(LOOK);
    known.keySet().retainAll(versions.stream().map(Version::id).toList());
    for (Version version : versions) {
      Marks marks = marks(version);
      if (marks.release() != 0 && marks.token() == 0) {
        break;
      }
      highest = Math.max(highest, marks.token());
    }
    return versions;
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
   * Makes the app one of our releases. When this throws, the app is what it was before, as far as Heroku can be told, unless somebody else has it now.
   *
   * @param image the id of its image; null if Heroku is to have it from an earlier time
   * @param token the fencing token of who wants it
   * @throws StaleOwnerException if somebody else has changed the app who has the lock now
   * @throws ReleaseNotStartedException if Heroku says that the release has failed
   */
  void lead(Release release, @Nullable String image, long token, ReleaseSecrets secrets)
      throws InterruptedException {
    List<Version> recent = recent();
    requireCurrent(token);
    Map<String, Secret> given = secrets.of(release);
    Now before = now();
    Optional<Version> current = recent.stream().filter(Version::current).findFirst();
    try {
      String wanted = configure(release, image, token, given, before, recent);
      if (!haveImage(api.formation(), wanted)) {
        api.release(types, wanted);
        settle(release, token);
      }
      if (!now().runs()) {
        api.scale(types, 1);
      }
    } catch (RuntimeException | InterruptedException e) {
      attempt(e, () -> {
        admit(token);
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

  /** Makes the configuration that of a release, with its image where Heroku has both; returns the id of its image. */
  private String configure(
      Release release,
      @Nullable String image,
      long token,
      Map<String, Secret> secrets,
      Now before,
      List<Version> recent)
      throws InterruptedException {
    Map<Integer, Version> kept = kept(recent);
    Version earlier = kept.get(release.number());
    if (before.marks().are(release) && before.whole()) {
      return before.marks().image();
    }
    if (earlier != null && marks(earlier).are(release)) {
      note(release, token, before, recent);
      api.returnTo(earlier);
      settle(release, token);
      return marks(earlier).image();
    }
    if (image == null) {
      throw new TargetException(new Problem(
          api.toString(),
          release + " is not in place",
          "a release that is: " + kept.keySet(),
          "start it first"));
    }
    api.configure(before.marks().changesTo(release, image, before.serving(), token, secrets));
    settle(release, token);
    return image;
  }

  /** Where the app returns to, it has the token of that time: that of who does it has to be among the newest versions before. */
  private void note(Release release, long token, Now before, List<Version> recent)
      throws InterruptedException {
    for (Version version : recent) {
      if (marks(version).token() == token) {
        return;
      }
    }
    api.configure(Marks.noting(before.serving(), token));
    settle(release, token);
  }

  /** Waits until Heroku is done, and looks whether somebody else has the app by then. */
  private void settle(Release release, long token) throws InterruptedException {
    await(release);
    admit(token);
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
