package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.fixture.DockerCommand;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@NeedsDocker
@Timeout(180)
class ImageBuildIT {
  private static final String FROM = "FROM slipway/busybox:1\n";

  @TempDir
  Path home;

  private final String tag = "slipway-it/" + UUID.randomUUID();

  @AfterEach
  void forget() {
    DockerCommand.forget(tag, tag + ":dev", tag + ":cache");
  }

  @Test
  void aBuildTakesArgumentsTargetLabelsAndTags() throws Exception {
    Map<String, String> files = Map.of(
        "docker/App.dockerfile",
        "FROM slipway/busybox:1 AS base\nARG NAME\nRUN echo \"hello $NAME\" > /said; echo oops >&2\n"
            + "FROM base AS app\nRUN echo app >> /said\nFROM base\nRUN exit 9\n");
    ImageBuild build = ImageBuild.of(".")
        .dockerfile("docker/App.dockerfile")
        .arg("NAME", "ä ${WORLD}")
        .target("app")
        .label("team", "shop")
        .tag(tag, tag + ":${DEV}");
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline(files, build), Source.none()).await();
      result.throwIfNotSuccessful();
      Image image = (Image) result.step("image").output().orElseThrow();
      assertThat(image.isId()).isTrue();
      assertThat(log(ci, result, "use", LogStream.OUT)).isEqualTo("hello ä world\napp\n");
      assertThat(log(ci, result, "image", LogStream.ERR)).contains("oops\n");
      assertThat(log(ci, result, "image", LogStream.OUT))
          .contains("Step 4/7 : FROM base AS app\n")
          .doesNotContain("\u001b");
      for (String name : List.of(tag, tag + ":dev")) {
        assertThat(DockerCommand.run("image", "inspect", "-f", "{{.Id}} {{.Config.Labels}}", name))
            .isEqualTo(image + " map[dev.slipway.image:built team:shop]");
      }
    }
  }

  @Test
  void anInstructionThatFailsIsToldWithItsLine() throws Exception {
    assertThat(failure("# a comment\n" + FROM + "\nRUN true && \\\n    # why not\n    exit 3\n"))
        .isEqualTo("Dockerfile, line 4, RUN true && exit 3:"
            + " The command '/bin/sh -c true && exit 3' returned a non-zero code: 3");
    assertThat(failure(FROM + "COPY missing /\n"))
        .startsWith(
            "Dockerfile, line 2, COPY missing /: COPY failed: file not found in build context");
  }

  @Test
  void anInstructionThatNobodyKnowsIsToldWithItsLine() throws Exception {
    assertThat(failure(FROM + "\nRUNN true\n"))
        .isEqualTo("Dockerfile: dockerfile parse error line 3: unknown instruction: RUNN");
  }

  @Test
  void aDockerfileThatIsNotThereIsNamed() throws Exception {
    assertThat(reason(Outcome.FAILED, Map.of("x", ""), ImageBuild.of(".")))
        .isEqualTo("the Dockerfile 'Dockerfile' cannot be read; it is looked for in '.'");
    assertThat(reason(Outcome.FAILED, Map.of("x", ""), ImageBuild.of("sub")))
        .isEqualTo("the build context 'sub' is no directory of the workspace");
  }

  @Test
  void aLinkOutOfTheWorkspaceIsNotFollowed() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("link", s -> s.sh("ln -s /etc outside && ln -s /etc/passwd Dockerfile"));
      p.run("image", ImageBuild.of("."), s -> s.mayFail());
      p.run("context", ImageBuild.of("outside"));
    });
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.step("image").reason().sentence())
          .isEqualTo("the Dockerfile 'Dockerfile' leads out of the workspace");
      assertThat(result.step("context").reason().sentence())
          .isEqualTo("the build context 'outside' leads out of the workspace");
    }
  }

  @Test
  void aBaseImageThatIsNowhereMakesTheStepErrored() throws Exception {
    assertThat(reason(
            Outcome.ERRORED,
            Map.of("Dockerfile", "ARG TAG=1\nFROM 127.0.0.1:1/nowhere:${TAG}\n"),
            ImageBuild.of(".").arg("TAG", "7")))
        .startsWith("step 'image', image '127.0.0.1:1/nowhere:7': it is not on the engine at ")
        .contains("connection refused");
  }

  @Test
  void layersAreUsedAgain() throws Exception {
    Map<String, String> files =
        Map.of("Dockerfile", FROM + "RUN cat /proc/sys/kernel/random/uuid > /id\n");
    try (Slipway ci = slipway()) {
      Object first = output(ci, files, ImageBuild.of(".").tag(tag + ":cache"));
      assertThat(output(ci, files, ImageBuild.of("."))).isEqualTo(first);
      assertThat(output(ci, files, ImageBuild.of(".").cacheFrom(tag + ":cache")))
          .isEqualTo(first);
      BuildResult result = ci.build(
              pipeline(files, ImageBuild.of(".").cacheFrom("127.0.0.1:1/nowhere:1")), Source.none())
          .await();
      result.throwIfNotSuccessful();
      assertThat(log(ci, result, "image", LogStream.OUT))
          .contains("no layers from 127.0.0.1:1/nowhere:1: it is not on the engine at ");
    }
  }

  @Test
  void anImageWithoutANameIsKeptForAWeekAfterItWasBuiltLast() throws Exception {
    Map<String, String> files =
        Map.of("Dockerfile", FROM + "RUN echo " + tag + "\n"); // nobody else makes this image
    try (SystemTime time = SystemTime.create();
        DockerRuntime runtime = DockerRuntime.builder(time).connect()) {
      UnnamedImages images = new UnnamedImages(runtime.engine());
      String id;
      String name;
      try (Slipway ci = slipway()) {
        id = output(ci, files, ImageBuild.of(".")).toString();
        name = "slipway.invalid/unnamed:" + id.substring(7, 19);
        Instant built = time.now();
        assertThat(images.old(built.plus(Duration.ofDays(6)))).doesNotContain(name);
        assertThat(images.old(built.plus(Duration.ofDays(8)))).contains(name);

        Thread.sleep(1100); // the second build counts, though it changes nothing
        assertThat(output(ci, files, ImageBuild.of("."))).hasToString(id);
        assertThat(images.old(built.plus(Duration.ofDays(7)).plusMillis(500))).doesNotContain(name);
      }
      images.remove(name);
      assertThat(DockerCommand.run("images", "-aq", "--no-trunc")).doesNotContain(id);
    }
  }

  @Test
  void aBuildThatIsCancelledStopsInTheEngine() throws Exception {
    Map<String, String> files = Map.of("Dockerfile", FROM + "RUN echo begun; sleep 1000\n");
    try (Slipway ci = slipway()) {
      Build build = ci.build(pipeline(files, ImageBuild.of(".").label("it", tag)), Source.none());
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow("image"), UTF_8))) {
        assertThat(log.lines().anyMatch("begun"::equals)).isTrue();
      }
      build.cancel("not needed");
      assertThat(build.await().step("image").outcome()).isEqualTo(Outcome.CANCELLED);
    }
    while (DockerCommand.run("ps", "-q", "--no-trunc", "--format", "{{.Command}}")
        .contains("echo begun; sleep 1000")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void anImageOfAnotherNameIsBuiltUpon() throws Exception {
    DockerCommand.run("tag", "slipway/busybox:1", tag + ":cache");
    Map<String, String> files = Map.of(
        "Dockerfile",
        "FROM company/base:9 AS first\nFROM first\nRUN echo x > /x\nCOPY --from=company/base:9 /bin/sh /sh\n");
    try (SystemTime time = SystemTime.create();
        DockerRuntime runtime = DockerRuntime.builder(time)
            .substitute(
                name -> name.path().equals("company/base") ? ImageName.parse(tag + ":cache") : name)
            .connect();
        Slipway ci = slipway()) {
      output(ci, files, ImageBuild.of(".").on(runtime));
    }
  }

  @Test
  void anImageThatAStepMakesIsOfAnyUseOnlyWhereItIsAnImage() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      StepRef<Image> none = p.call("none", Image.class, c -> null);
      p.step("use", s -> s.image(none).sh("true"));
      StepRef<Image> gone = p.call("gone", Image.class, c -> Image.of("sha256:" + "0".repeat(64)));
      p.step("miss", s -> s.image(gone).sh("true").always());
    });
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      assertThat(result.step("use").reason().sentence())
          .isEqualTo(
              "step 'use': it uses the image of step 'none', which returned none; expected an image;"
                  + " to mend it, return one in any case, or skip this step as well");
      assertThat(result.step("gone").outcome()).isEqualTo(Outcome.SKIPPED);
    }
  }

  private Object output(Slipway ci, Map<String, String> files, ImageBuild build) throws Exception {
    BuildResult result = ci.build(pipeline(files, build), Source.none()).await();
    result.throwIfNotSuccessful();
    return result.step("image").output().orElseThrow();
  }

  private String failure(String dockerfile) throws Exception {
    return reason(Outcome.FAILED, Map.of("Dockerfile", dockerfile), ImageBuild.of("."));
  }

  private String reason(Outcome outcome, Map<String, String> files, ImageBuild build)
      throws Exception {
    try (Slipway ci = slipway()) {
      BuildResult result = ci.build(pipeline(files, build), Source.none()).await();
      assertThat(result.step("image").outcome()).isEqualTo(outcome);
      return result.step("image").reason().sentence();
    }
  }

  private static Pipeline pipeline(Map<String, String> files, ImageBuild build) {
    return Pipeline.named("p", p -> {
      p.call("write", context -> {
        for (Map.Entry<String, String> file : files.entrySet()) {
          write(context.workspace(), file.getKey(), file.getValue());
        }
      });
      StepRef<Image> image = p.run("image", build);
      p.env("DEV", "d/e/v").env("WORLD", "world");
      p.step("use", s -> s.image(image).sh("cat /said || true"));
    });
  }

  private Slipway slipway() {
    return Slipway.builder().home(home.resolve("slipway")).build();
  }

  private static void write(Path directory, String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String log(Slipway ci, BuildResult result, String step, LogStream stream)
      throws IOException {
    try (InputStream log = ci.logs(result.buildId()).read(step, stream)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }
}
