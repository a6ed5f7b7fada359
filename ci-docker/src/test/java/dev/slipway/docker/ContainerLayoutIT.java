package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.model.GroupBuilder;
import dev.slipway.model.Image;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PipelineBuilder;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the command of a container starts and what it sees, told by what runs in it. */
@NeedsDocker
@Timeout(180)
class ContainerLayoutIT {
  private static final String BUSYBOX = "slipway/busybox:1";

  @TempDir
  Path home;

  @Test
  void theEntryPointOfTheImageGetsTheCommandWhereAndAsWhomTheImageSays() throws Exception {
    String dockerfile = "FROM " + BUSYBOX
        + "\nRUN mkdir /site && chmod 777 /site\nENV FROM_IMAGE=yes\nWORKDIR /site\nUSER 1234\n"
        + "ENTRYPOINT [\"/bin/sh\", \"-c\", \"echo $0 $@ in $PWD as $(id -u) $FROM_IMAGE $CI\"]\n"
        + "CMD [\"of the image\"]\n";
    BuildResult result = run(p -> {
      StepRef<Image> image = image(p, dockerfile);
      p.step("first", s -> s.image(image).container(c -> c.asImageSays()).exec("a", "b  c"));
      p.step(
          "second",
          s -> s.image(image)
              .container(c -> c.asImageSays().entryPoint("/bin/echo", "x").directory("/tmp"))
              .exec("y"));
      p.step(
          "third",
          s -> s.image(image)
              .container(c -> c.asImageSays().entryPoint("/bin/pwd").directory("/tmp"))
              .exec("-P"));
    });
    result.throwIfNotSuccessful();
    assertThat(log("first", result)).isEqualTo("a b c in /site as 1234 yes true\n");
    assertThat(log("second", result)).isEqualTo("x y\n");
    assertThat(log("third", result)).isEqualTo("/tmp\n");
  }

  @Test
  void anEntryPointThatFailsMakesTheStepFail() throws Exception {
    BuildResult result = run(p -> p.step(
        "s",
        s -> s.image(BUSYBOX)
            .container(c -> c.asImageSays().entryPoint("/bin/sh", "-c", "exit 7"))
            .exec("x")));
    assertThat(result.step("s").outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.step("s").reason().sentence()).contains("7");
  }

  @Test
  void directoriesOfTheWorkspaceAreSeenAtOtherPlaces() throws Exception {
    BuildResult result = run(p -> {
      p.step(
          "write",
          s -> s.image(BUSYBOX)
              .container(c -> c.mount(".", "/app").mount("made/for it", "/made"))
              .sh("echo one > /app/one; echo two > /made/two; ls /workspace"));
      p.step(
          "read",
          s -> s.image(BUSYBOX)
              .container(c -> c.mountReadOnly("made", "/in").hostname("reader"))
              .sh("cat '/in/for it/two' one; touch /in/x 2>/dev/null || echo read-only; hostname"));
    });
    result.throwIfNotSuccessful();
    assertThat(log("write", result)).isEqualTo("made\none\n");
    assertThat(log("read", result)).isEqualTo("two\none\nread-only\nreader\n");
  }

  @Test
  void aMountThatLeadsOutOfTheWorkspaceIsRefused() throws Exception {
    BuildResult result = run(p -> {
      p.step("link", s -> s.sh("ln -s /etc outside"));
      p.step(
          "use", s -> s.image(BUSYBOX).container(c -> c.mount("outside", "/x")).sh("ls /x"));
      p.step(
          "below",
          s -> s.image(BUSYBOX)
              .container(c -> c.mount("outside/new", "/x"))
              .sh("ls /x")
              .always());
    });
    assertThat(result.step("use").reason().sentence())
        .isEqualTo("step 'use': the mount of 'outside': it leads out of the workspace;"
            + " expected a directory in it; to mend it, correct the link");
    assertThat(result.step("below").outcome()).isEqualTo(Outcome.ERRORED);
    assertThat(Files.exists(Path.of("/etc/new"))).isFalse();
  }

  @Test
  void aCopiedWorkspaceCannotBeMounted() throws Exception {
    try (SystemTime time = SystemTime.create();
        Slipway ci = Slipway.builder()
            .home(home)
            .containers(
                DockerRuntime.builder(time).workspace(WorkspaceMode.COPY).connect())
            .build()) {
      BuildResult result = ci.build(
              Pipeline.named(
                  "p",
                  p -> p.step(
                      "s",
                      s -> s.image(BUSYBOX).container(c -> c.mount(".", "/app")).sh("true"))),
              Source.none())
          .await();
      assertThat(result.step("s").reason().sentence())
          .startsWith("step 's': the mount of '.': the containers of this build work on copies")
          .contains("leave the mount out");
    }
  }

  @Test
  void aVolumeOfTheBuildIsSeenByItsStepsAndServicesAndGoesWithIt() throws Exception {
    BuildResult result = run(p -> {
      p.step(
          "write",
          s ->
              s.image(BUSYBOX).container(c -> c.volume("data", "/data")).sh("echo kept > /data/a"));
      p.step(
          "read",
          s -> s.image(BUSYBOX)
              .service(
                  "other",
                  Service.image(BUSYBOX)
                      .command("/bin/sh", "-c", "cp /mine/a /mine/b; echo done; sleep 1000")
                      .container(c -> c.volume("data", "/mine"))
                      .readyWhen(Readiness.logLine("done")))
              .container(c -> c.volume("data", "/here"))
              .sh("cat /here/a /here/b"));
    });
    result.throwIfNotSuccessful();
    assertThat(log("read", result)).contains("kept\nkept\n");
    assertThat(DockerCommand.run("volume", "ls", "-q")).doesNotContain(result.buildId());
  }

  @Test
  void aServiceIsWaitedForWhereItsImageSaysHowItsHealthIsChecked() throws Exception {
    String checked = "FROM " + BUSYBOX + "\nHEALTHCHECK --interval=1s CMD test -e /tmp/ready\n"
        + "CMD [\"/bin/sh\", \"-c\", \"sleep 2; touch /tmp/ready; echo is ready; sleep 1000\"]\n";
    BuildResult result = run(p -> {
      StepRef<Image> image = image(p, checked);
      p.step(
          "use",
          s -> s.image(BUSYBOX)
              .service(
                  "checked", Service.image(Image.of(image)).readyWhen(Readiness.healthyIfChecked()))
              .service(
                  "unchecked",
                  Service.image(BUSYBOX)
                      .command("/bin/sleep", "1000")
                      .readyWhen(Readiness.healthyIfChecked()))
              .service(
                  "short",
                  Service.image(BUSYBOX)
                      .command("/bin/true")
                      .readyWhen(Readiness.healthyIfChecked()))
              .sh("echo used"));
      p.step(
          "unhealthy",
          s -> s.image(BUSYBOX)
              .service(
                  "failing",
                  Service.image(BUSYBOX)
                      .command("/bin/false")
                      .readyWhen(Readiness.healthyIfChecked()))
              .sh("sleep 60"));
    });
    assertThat(result.step("use").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(log("use", result).indexOf("is ready"))
        .isLessThan(log("use", result).indexOf("used"));
    assertThat(log("use", result)).contains("is ready");
    assertThat(result.step("unhealthy").outcome()).isEqualTo(Outcome.ERRORED);
  }

  private static StepRef<Image> image(GroupBuilder p, String dockerfile) {
    p.call("write", c -> Files.writeString(c.workspace().resolve("Dockerfile"), dockerfile));
    return p.run("image", ImageBuild.of("."));
  }

  private BuildResult run(Consumer<PipelineBuilder> steps) throws Exception {
    try (Slipway ci = Slipway.builder().home(home).build()) {
      return ci.build(Pipeline.named("p", steps), Source.none()).await();
    }
  }

  private String log(String step, BuildResult result) throws IOException {
    try (Slipway ci = Slipway.builder().home(home).build();
        InputStream log = ci.logs(result.buildId()).read(step, LogStream.OUT)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }
}
