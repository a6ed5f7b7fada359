package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.deploy.local.TinyApp;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that deploys is killed between any two things it does to the target; the next one clears up. */
@Timeout(120)
class KilledDeploymentTest {
  @TempDir
  Path directory;

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
    Killed.run(Child.class, directory.toString(), Integer.toString(call), Boolean.toString(before));
    try (SystemTime time = SystemTime.create();
        LocalTarget target = open()) {
      Environment shop = environment(target);
      Deployments deployments = Deployments.of(time);
      assertThat(target.state().serving()).isEqualTo(serves);
      Deployment next = Killed.deploy(directory, shop, time, "third");
      assertThat(next.release()).isEqualTo(3);
      assertThat(next.previous()).isEqualTo(serves);
      assertThat(deployments.history(shop))
          .extracting(Deployment::outcome)
          .containsExactly(Outcome.RELEASED, outcome, Outcome.RELEASED);
      assertThat(deployments.lockHolder(shop)).isEmpty();
      assertThat(target.state().running()).extracting(RunningRelease::number).containsExactly(3);
      assertThat(deployments.releases(shop))
          .extracting(Release::number)
          .containsExactlyElementsOf(
              outcome == Outcome.RELEASED ? List.of(3, 2, 1) : List.of(3, 1));
    }
  }

  private LocalTarget open() {
    return LocalTarget.at(directory.resolve("target"))
        .command(TinyApp.command())
        .open();
  }

  private Environment environment(Target target) {
    return Child.environment(directory, target);
  }

  /** Deploys twice, and is gone in the middle of the second time. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      SystemTime time = SystemTime.create();
      LocalTarget target =
          LocalTarget.at(directory.resolve("target")).command(TinyApp.command()).open();
      Killed.deploy(directory, environment(directory, target), time, "first");
      int call = Integer.parseInt(arguments[1]);
      Target deadly =
          new Deadly(target, new Killed.Moment(call, Boolean.parseBoolean(arguments[2])));
      Killed.deploy(directory, environment(directory, deadly), time, "second");
    }

    static Environment environment(Path directory, Target target) {
      return Environment.named(
          "shop",
          e -> e.target(target)
              .store(Database.file(directory.resolve("slipway.db")))
              .env("GREETING", "release")
              .smoke(t -> t.get("/health").retryFor(Duration.ofSeconds(5))));
    }
  }

  /** A target with which the process ends, without anything more, before or after one of its calls. */
  private record Deadly(Target target, Killed.Moment moment) implements Target {
    @Override
    public Set<TargetAbility> abilities() {
      return target.abilities();
    }

    @Override
    public TargetState state() {
      return target.state();
    }

    @Override
    public TargetControl control(long token) {
      TargetControl real = target.control(token);
      return new TargetControl() {
        @Override
        public RunningRelease start(
            Release release, @Nullable ReleaseFiles files, Consumer<String> log)
            throws InterruptedException {
          RunningRelease[] running = new RunningRelease[1];
          moment.around(() -> running[0] = real.start(release, files, log));
          return running[0];
        }

        @Override
        public void route(Release release) throws InterruptedException {
          moment.around(() -> real.route(release));
        }

        @Override
        public void retire(Release release) throws InterruptedException {
          moment.around(() -> real.retire(release));
        }

        @Override
        public void remove(Release release) {
          real.remove(release);
        }
      };
    }
  }
}
