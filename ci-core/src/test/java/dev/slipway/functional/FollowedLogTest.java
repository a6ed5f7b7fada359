package dev.slipway.functional;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.git.GitSource;
import dev.slipway.model.LogStream;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a step, read while the step writes it. */
@Timeout(60)
class FollowedLogTest {
  @TempDir
  Path home;

  @Test
  void aLogIsReadWhileItIsWrittenAndEndsWithItsStep() throws Exception {
    CountDownLatch firstRead = new CountDownLatch(1);
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.call("talk", context -> {
          context.log().line("first");
          firstRead.await();
          context.log().error("second");
        }));
    try (Slipway ci = Slipway.builder().home(home).build()) {
      Build build = ci.build(pipeline, Source.none());
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow("talk"), UTF_8))) {
        assertThat(log.readLine()).isEqualTo("first");
        firstRead.countDown();
        assertThat(log.readLine()).isEqualTo("second");
        assertThat(log.readLine()).isNull();
      }
      build.await().throwIfNotSuccessful();
      try (InputStream errors = ci.logs(build.id()).read("talk", LogStream.ERR)) {
        assertThat(new String(errors.readAllBytes(), UTF_8)).isEqualTo("second\n");
      }
    }
  }

  @Test
  void theLogOfAStepThatNeverRanIsEmptyWhenTheBuildHasEnded() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> p.call("never", context -> {}));
    try (Slipway ci = Slipway.builder().home(home).build()) {
      Build build = ci.build(pipeline, GitSource.of(home.resolve("nowhere")));
      try (InputStream log = build.follow("never")) {
        assertThat(log.readAllBytes()).isEmpty();
      }
      assertThat(build.await().succeeded()).isFalse();
      assertThatThrownBy(() -> build.follow("nowhere"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has no step 'nowhere'");
    }
  }

  @Test
  void aReaderThatIsInterruptedStops() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Pipeline pipeline = Pipeline.named("p", p -> p.call("quiet", context -> over.await()));
    try (Slipway ci = Slipway.builder().home(home).build()) {
      Build build = ci.build(pipeline, Source.none());
      CountDownLatch stopped = new CountDownLatch(1);
      Thread reader = new Thread(() -> {
        try (InputStream log = build.follow("quiet")) {
          log.read();
        } catch (IOException e) {
          stopped.countDown();
        }
      });
      reader.start();
      reader.interrupt();
      assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
      over.countDown();
      build.await().throwIfNotSuccessful();
    }
  }
}
