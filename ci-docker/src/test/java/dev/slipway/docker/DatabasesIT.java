package dev.slipway.docker;

import static dev.slipway.model.Readiness.healthy;
import static dev.slipway.model.Readiness.tcp;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A step beside a real PostgreSQL, ready by the HEALTHCHECK of its image, and a real Redis, ready by its port. */
@NeedsDocker
@Timeout(240)
class DatabasesIT {
  private static final String DATABASES = "slipway/databases:1";

  @TempDir
  Path home;

  @Test
  void aStepUsesThemAsSoonAsTheyAreReady() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "databases",
        p -> p.step(
            "use",
            s -> s.image(DATABASES)
                .service("db", Service.image(DATABASES).command("postgres").readyWhen(healthy()))
                .service("queue", Service.image(DATABASES).command("redis").readyWhen(tcp(6379)))
                .sh(
                    "psql -q -h db -U postgres -c 'create table t (n int)' -c 'insert into t values (41)'")
                .sh(
                    "psql -h db -U postgres -tA -c 'select n + 1 from t' | redis-cli -x -h queue set answer")
                .sh("redis-cli -h queue get answer")));
    try (Slipway ci = Slipway.builder().home(home).build()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.outcome()).as(result.reason().sentence()).isEqualTo(Outcome.SUCCEEDED);
      try (InputStream log = ci.logs(result.buildId()).read("use", LogStream.OUT)) {
        assertThat(new String(log.readAllBytes(), UTF_8).lines().filter(l -> !l.contains(" | ")))
            .containsExactly("OK", "42", "");
      }
    }
  }
}
