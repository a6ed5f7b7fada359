package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import java.io.BufferedReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step with an image where no engine answers: one clear error, before the first step. */
class NoEngineTest {
  @TempDir
  Path home;

  @Test
  void isToldBeforeTheFirstStepRuns() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(Jvm.command(NoEngineTest.class, home))
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    // the address of the engine is a matter of the environment
    builder.environment().put("DOCKER_HOST", "unix:///nonexistent/docker.sock");
    Process jvm = builder.start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ERRORED, 0 steps");
      assertThat(output.readLine())
          .startsWith("Docker Engine: none answers; tried unix:///nonexistent/docker.sock"
              + " (DOCKER_HOST): ")
          .endsWith("start it, set DOCKER_HOST, or choose another context with"
              + " 'docker context use'");
    } finally {
      jvm.destroyForcibly();
      jvm.waitFor();
    }
    assertThat(home.resolve("ran")).doesNotExist();
  }

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("first", s -> s.sh("touch '" + home.resolve("ran") + "'"));
      p.step("second", s -> s.image("slipway/busybox:1").sh("true"));
    });
    try (Slipway ci = Slipway.builder().home(home.resolve("slipway")).build()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      System.out.println(result.outcome() + ", " + result.steps().size() + " steps");
      System.out.println(result.reason().sentence());
    }
  }
}
