package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.ArtifactRef;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Processes that deploy and are gone in the middle of it, as a kill leaves them. */
final class Killed {
  private static final int CODE = 137;

  private Killed() {}

  /** Runs a class in a process of its own until that is killed. */
  static void run(Class<?> main, String... arguments) throws Exception {
    Process child =
        new ProcessBuilder(Jvm.command(main, (Object[]) arguments)).inheritIO().start();
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(CODE);
  }

  /** Deploys the application. */
  static Deployment deploy(Path app, Environment shop, SystemTime time, String commit)
      throws Exception {
    return Deploy.of(new ArtifactRef("package", "jar"))
        .to(shop)
        .run(new FakeSteps().context(time, app, commit));
  }

  /** The moment at which the process ends, without anything more: before or after one of the calls that are counted. */
  record Moment(int call, boolean before, AtomicInteger calls) {
    Moment(int call, boolean before) {
      this(call, before, new AtomicInteger());
    }

    void around(Call made) throws InterruptedException {
      boolean now = calls.incrementAndGet() == call;
      if (!(now && before)) {
        made.make();
      }
      if (now) {
        Runtime.getRuntime().halt(CODE);
      }
    }
  }

  /** What is counted. */
  interface Call {
    void make() throws InterruptedException;
  }
}
