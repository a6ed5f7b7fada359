package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that deploys is killed between any two things it does to the target; the next one clears up. */
@Timeout(120)
abstract class KilledBetweenCalls {
  @TempDir
  Path directory;

  /** Something that is done with the target of the test, which is closed then. */
  interface Use {
    void of(Target target) throws Exception;
  }

  abstract void use(Use use) throws Exception;

  /** Makes the application. */
  abstract Path app() throws Exception;

  /** Returns a class whose {@code main} calls {@link #die} with a target of the same name. */
  abstract Class<?> child();

  /** Returns what the child needs to know besides. */
  List<String> more() {
    return List.of();
  }

  /**
   * The second release is deployed: start, route, retire of the first. Killed before the call of this number, or after it.
   *
   * @param serves the release that is served when the third deployment begins
   */
  @ParameterizedTest
  @CsvSource({
    "1, true, 1, ABORTED", "1, false, 1, ABORTED", "2, true, 1, ABORTED",
    "2, false, 2, RELEASED", "3, true, 2, RELEASED", "3, false, 2, RELEASED"
  })
  void theNextProcessEndsInAStatedCondition(int call, boolean before, int serves, Outcome outcome)
      throws Exception {
    kill(false, call, before);
    use(target -> goesOn(target, serves, outcome));
  }

  /**
   * Of three releases, the way back to the second is gone: start, route, retire of the third. Killed before the call of this number, or after it.
   *
   * @param leads where the same wish leads in the next process: there, unless that was done already
   */
  @ParameterizedTest
  @CsvSource({"1, true, 2", "2, true, 2", "2, false, 2", "3, true, 1"})
  void theNextProcessGoesTheWayBack(int call, boolean before, int leads) throws Exception {
    kill(true, call, before);
    use(target -> {
      try (SystemTime time = SystemTime.create()) {
        Environment shop = environment(directory, target);
        Deployments deployments = Deployments.of(time);
        assertThat(deployments.rollback(shop).release()).isEqualTo(leads);
        assertThat(target.state().serving()).isEqualTo(leads);
        assertThat(target.state().running())
            .extracting(RunningRelease::number)
            .containsExactly(leads);
        assertThat(deployments.current(shop).map(Release::number)).contains(leads);
        assertThat(deployments.releases(shop)).extracting(Release::number).containsExactly(3, 2, 1);
      }
    });
  }

  private void kill(boolean onTheWayBack, int call, boolean before) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(
        directory.toString(), app().toString(), Integer.toString(call), Boolean.toString(before)));
    arguments.addAll(more());
    arguments.add(Boolean.toString(onTheWayBack));
    Killed.run(child(), arguments.toArray(new String[0]));
  }

  private void goesOn(Target target, int serves, Outcome outcome) throws Exception {
    try (SystemTime time = SystemTime.create()) {
      Environment shop = environment(directory, target);
      Deployments deployments = Deployments.of(time);
      assertThat(target.state().serving()).isEqualTo(serves);
      Deployment next = Killed.deploy(app(), shop, time, "third");
      assertThat(next.release()).isEqualTo(3);
      assertThat(next.previous()).isEqualTo(serves);
      assertThat(deployments.history(shop))
          .extracting(Deployment::outcome)
          .containsExactly(Outcome.RELEASED, outcome, Outcome.RELEASED);
      assertThat(deployments.lockHolder(shop)).isEmpty();
      assertThat(target.state().trouble()).isEmpty();
      assertThat(target.state().running()).extracting(RunningRelease::number).containsExactly(3);
      assertThat(deployments.releases(shop))
          .extracting(Release::number)
          .containsExactlyElementsOf(
              outcome == Outcome.RELEASED ? List.of(3, 2, 1) : List.of(3, 1));
    }
  }

  /** Deploys twice, and is gone in the middle of the second time; or deploys three times, and is gone on the way back. */
  static void die(Target target, String... arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    Path app = Path.of(arguments[1]);
    SystemTime time = SystemTime.create();
    Killed.deploy(app, environment(directory, target), time, "first");
    Killed.Moment moment =
        new Killed.Moment(Integer.parseInt(arguments[2]), Boolean.parseBoolean(arguments[3]));
    Environment deadly = environment(directory, new DeadlyTarget(target, moment));
    if (Boolean.parseBoolean(arguments[arguments.length - 1])) {
      Killed.deploy(app, environment(directory, target), time, "second");
      Killed.deploy(app, environment(directory, target), time, "third");
      Deployments.of(time).rollback(deadly);
    } else {
      Killed.deploy(app, deadly, time, "second");
    }
  }

  private static Environment environment(Path directory, Target target) {
    return Environment.named(
        "shop",
        e -> e.target(target)
            .store(Database.file(directory.resolve("slipway.db")))
            .env("GREETING", "release")
            .smoke(t -> t.get("/health").retryFor(Duration.ofSeconds(5))));
  }
}
