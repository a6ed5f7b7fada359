package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetState;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Good and bad deployments, ways back, processes that are gone at any moment, and machines that are started anew, in any order. */
@Timeout(120)
class RandomDeploymentsTest extends DeployFixture {
  private static final int KEEP = 3;
  private static final int OPERATIONS = 9;

  private Random random = new Random(0);

  /** After how many calls of the target the process is gone; 0 if it is not. */
  private int left;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void whatIsServedIsGoodAndIsWhatTheRecordsName(int seed) throws Exception {
    random = new Random(seed);
    Strategy strategy = random.nextBoolean() ? Strategy.blueGreen() : Strategy.allAtOnce();
    deploy(environment(strategy, "STATUS", "200"), "good");
    for (int i = 0; i < OPERATIONS; i++) {
      left = random.nextInt(3) == 0 ? 1 + random.nextInt(25) : 0;
      if (random.nextInt(6) == 0) {
        startTheMachineAnew(strategy);
      }
      try {
        operate(strategy);
        requireOrder(strategy);
      } catch (DeploymentFailedException bad) {
        requireOrder(strategy);
      } catch (Gone gone) {
        // and what it has left is for the next one
      } catch (NoSuchReleaseException none) {
        // what was gone back from is not gone back to
      }
    }
    left = 0;
    Environment last = environment(strategy, "STATUS", "200");
    assertThat(deploy(last, "good").outcome()).isEqualTo(Outcome.RELEASED);
    requireOrder(strategy);
    History history = last.records().read();
    assertThat(history.cutShort()).isEmpty();
    assertThat(history.leftOver()).isEmpty();
    assertThat(target.state().kept())
        .containsExactlyInAnyOrderElementsOf(
            deployments.releases(last).stream().map(Release::number).toList());
  }

  private void operate(Strategy strategy) throws InterruptedException {
    Environment good = environment(strategy, "STATUS", "200");
    switch (random.nextInt(6)) {
      case 0 -> deploy(environment(strategy, "STATUS", "500"), "bad");
      case 1 -> deploy(environment(strategy, "PUBLIC_STATUS", "500"), "bad");
      case 2 -> deployments.rollback(good);
      case 3 -> {
        List<Release> kept = deployments.releases(good);
        deployments.rollbackTo(good, kept.get(random.nextInt(kept.size())).number());
      }
      default -> deploy(good, "good");
    }
  }

  private void startTheMachineAnew(Strategy strategy) {
    History history = environment(strategy, "STATUS", "200").records().read();
    target.state().running().stream()
        .map(running -> history.release(running.number()).orElseThrow())
        .forEach(target::retire);
  }

  /** What holds whenever an operation has ended, well or not. */
  private void requireOrder(Strategy strategy) {
    Environment production = environment(strategy, "STATUS", "200");
    TargetState state = target.state();
    List<Release> kept = deployments.releases(production);
    assertThat(deployments.current(production))
        .hasValueSatisfying(current -> assertThat(current.number()).isEqualTo(state.serving()))
        .hasValueSatisfying(current -> assertThat(kept).contains(current));
    assertThat(state.running()).extracting(RunningRelease::number).contains(state.serving());
    assertThat(kept).hasSizeLessThanOrEqualTo(KEEP + 1).allMatch(r -> r.commit().equals("good"));
  }

  private Environment environment(Strategy strategy, String variable, String value) {
    Target mortal = new Mortal();
    return Environment.named(
        "production",
        e -> e.target(mortal)
            .store(database())
            .strategy(strategy)
            .keep(KEEP)
            .env(variable, value)
            .smoke(t -> t.get("/", r -> r.status(200)).retryFor(Duration.ZERO)));
  }

  /** The process is gone: nothing catches this, and nothing more is done. */
  private static final class Gone extends Error {
    private static final long serialVersionUID = 1;
  }

  private void call() {
    if (left > 0 && --left == 0) {
      throw new Gone();
    }
  }

  /** A target with which the process ends before one of its calls, or after it. */
  private final class Mortal extends ForwardingTarget {
    Mortal() {
      super(target);
    }

    @Override
    public TargetState state() {
      call();
      return super.state();
    }

    @Override
    TargetControl steppingIn(TargetControl control) {
      return new Control(control) {
        @Override
        public RunningRelease start(
            Release release,
            @Nullable ReleaseFiles files,
            int failuresAllowed,
            Consumer<String> log)
            throws InterruptedException {
          call();
          RunningRelease running = super.start(release, files, failuresAllowed, log);
          call();
          return running;
        }

        @Override
        public void route(Release release) throws InterruptedException {
          call();
          super.route(release);
          call();
        }

        @Override
        public void retire(Release release) throws InterruptedException {
          call();
          super.retire(release);
          call();
        }

        @Override
        public void remove(Release release) {
          call();
          super.remove(release);
          call();
        }
      };
    }
  }
}
