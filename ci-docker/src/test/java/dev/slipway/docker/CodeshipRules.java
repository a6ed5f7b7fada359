package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.model.ImageName;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.run.StepResult;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small CodeShip project for each rule that has an effect when it runs, whichever way it is run. */
@NeedsDocker
@Timeout(240)
abstract class CodeshipRules {
  @TempDir
  Path temporary;

  /** In names of images: other classes run the same projects at the same time. */
  private final String own = "example-" + UUID.randomUUID();

  Path project;
  SystemTime time;
  DockerRuntime runtime;
  Slipway ci;
  String branch = "master";

  @Nullable
  BuildResult result;

  String log = "";

  @BeforeEach
  void open() throws Exception {
    project = Files.createDirectory(temporary.resolve("project"));
    time = SystemTime.create();
    runtime = connect();
    ci = Slipway.builder().home(temporary.resolve("home")).containers(runtime).build();
  }

  final DockerRuntime connect() {
    return DockerRuntime.builder(time)
        .substitute(name ->
            name.repository().equals("example/alias") ? ImageName.parse("slipway/busybox:1") : name)
        .connect();
  }

  @AfterEach
  void leavesNothing() {
    ci.close();
    runtime.close();
    time.close();
    removeImages();
    if (result != null) {
      assertThat(Remains.ofBuild(result.buildId())).isEmpty();
    }
  }

  /** Removes what the projects here have built. */
  final void removeImages() {
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      engine.calls().listImagesCmd().withLabelFilter(Map.of(Labels.IMAGE, "built")).exec().stream()
          .flatMap(image ->
              image.getRepoTags() == null ? Stream.empty() : Stream.of(image.getRepoTags()))
          .filter(tag -> tag.startsWith(own) || tag.matches(images()))
          .forEach(tag -> engine.calls().removeImageCmd(tag).withForce(true).exec());
    }
  }

  void write(String file, String text) throws IOException {
    Path path = project.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace("example-codeship-it", own));
  }

  /** Runs the project of two files for the branch, and notes its result and its log. */
  abstract Outcome run(String services, String steps) throws Exception;

  /** Returns the names of images that only this class makes, beside its own, as a regular expression. */
  abstract String images();

  /** Returns a file of the project after the run. */
  abstract Path file(String path);

  void passes(String services, String steps) throws Exception {
    Outcome outcome = run(services, steps);
    assertThat(outcome).as(result.reason().sentence() + "\n" + log).isEqualTo(Outcome.SUCCEEDED);
  }

  void writeProject(String services, String steps) throws IOException {
    write("codeship-services.yml", services);
    write("codeship-steps.yml", steps);
  }

  Outcome finished(Slipway in, Build build) throws Exception {
    result = build.await();
    StringBuilder all = new StringBuilder();
    for (StepResult step : result.steps()) {
      all.append(log(in, step.name(), LogStream.OUT)).append(log(in, step.name(), LogStream.ERR));
    }
    log = all.toString();
    return result.outcome();
  }

  private String log(Slipway in, String step, LogStream stream) throws IOException {
    try (InputStream log = in.logs(result.buildId()).read(step, stream)) {
      return new String(log.readAllBytes(), UTF_8);
    }
  }

  record OnBranch(String branch, @Nullable Path files) implements Source {
    @Override
    public String description() {
      return "a test";
    }

    @Override
    public Revision resolve() {
      return Revision.of("1a2b3c4d".repeat(5), branch);
    }

    @Override
    public void checkout(Revision revision, Path directory) throws InterruptedException {
      Source.none().checkout(revision, directory);
      if (files != null) {
        copy(files, directory);
      }
    }
  }

  @Test
  void aCommandIsPassedToTheEntryPointWithoutAShell() throws Exception {
    write(
        "Dockerfile",
        "FROM slipway/busybox:1\nENTRYPOINT [\"echo\", \"entry\"]\nCMD [\"default\"]\n");
    passes("""
        app: {build: .}
        other: {image: 'slipway/busybox:1', entrypoint: echo other, command: replaced}
        """, """
        - {service: app, command: '$HOME && "a  b" > x'}
        - {service: other, command: one two}
        """);
    assertThat(log).contains("entry $HOME && a  b > x").contains("other one two");
  }

  @Test
  void theDirectoryAndUserOfTheImageCountUnlessTheServiceSaysOthers() throws Exception {
    write("Dockerfile", "FROM slipway/busybox:1\nWORKDIR /here\nUSER 1234\n");
    passes("""
        app: {build: .}
        other: {build: ., working_dir: /tmp, user: '77', hostname: known}
        """, """
        - {service: app, command: sh -c 'pwd; id -u'}
        - {service: other, command: sh -c 'pwd; id -u; hostname'}
        """);
    assertThat(log).contains("/here\n1234\n").contains("/tmp\n77\nknown\n");
  }

  @Test
  void eachStepHasFreshContainers() throws Exception {
    passes("""
        app: {image: 'slipway/busybox:1', depends_on: [db]}
        db: {image: 'slipway/busybox:1', command: sh -c 'mkdir /w; httpd -f -p 80 -h /w'}
        """, """
        - {service: app, command: sh -c 'test ! -e /mark && touch /mark'}
        - {service: app, command: sh -c 'test ! -e /mark'}
        """);
  }

  @Test
  void servicesReachEachOtherByNameAndAliasInBothDirections() throws Exception {
    passes("""
        app: {image: 'slipway/busybox:1', links: ['web.example.com:alias', second]}
        web.example.com: {image: 'slipway/busybox:1', depends_on: [second],
          command: sh -c 'echo first > /index.html; exec httpd -f -p 80 -h /'}
        second: {image: 'slipway/busybox:1',
          command: sh -c 'echo second > /index.html; exec httpd -f -p 80 -h /'}
        """, """
        - service: app
          command: sh -c 'sleep 0.5; for host in alias web.example.com second; do wget -q -O- http://$host/index.html || exit 1; done; ping -c 1 app'
        """);
    assertThat(log).contains("first\nfirst\nsecond\n");
  }

  @Test
  void aDependencyIsWaitedForUntilItsImageSaysItIsHealthy() throws Exception {
    write("Dockerfile", """
        FROM slipway/busybox:1
        HEALTHCHECK --interval=1s --retries=30 CMD test -e /ready
        CMD ["sh", "-c", "sleep 2; touch /ready; echo now; exec httpd -f -p 80 -h /"]
        """);
    passes(
        "app: {image: 'slipway/busybox:1', depends_on: [db]}\ndb: {build: .}\n",
        "- {service: app, command: wget -q -O- http://db/ready}\n");
    assertThat(log).contains("db | now");
  }

  @Test
  void aDependencyThatIsUnhealthyEndsTheBuild() throws Exception {
    write("Dockerfile", """
        FROM slipway/busybox:1
        HEALTHCHECK --interval=1s --retries=1 CMD false
        CMD ["sleep", "100"]
        """);
    Outcome outcome = run(
        "app: {image: 'slipway/busybox:1', depends_on: [db]}\ndb: {build: .}\n",
        "- {service: app, command: echo never}\n");
    assertThat(outcome).isEqualTo(Outcome.ERRORED);
    assertThat(result.reason().sentence()).contains("service 'db'").contains("is unhealthy");
    assertThat(log).doesNotContain("never");
  }

  @Test
  void directoriesOfTheProjectKeepWhatStepsWriteAndVolumesWithoutASourceDoNot() throws Exception {
    write("data/given", "from the project");
    passes("""
        app: {image: 'slipway/busybox:1', volumes: ['./data:/data', '/own']}
        reader: {image: 'slipway/busybox:1', volumes: ['./data:/data:ro']}
        """, """
        - {service: app, command: sh -c 'cat /data/given && echo made > /data/made && touch /own/x'}
        - {service: app, command: sh -c 'test -d /own -a ! -e /own/x'}
        - {service: reader, command: sh -c 'cat /data/made && ! touch /data/no'}
        """);
    assertThat(file("data/made")).hasContent("made");
  }

  @Test
  void imagesAreBuiltOnceInOrderOfUseAndMayBeTheBaseOfLaterOnes() throws Exception {
    write(
        "base/Dockerfile",
        "FROM slipway/busybox:1\nRUN cat /proc/sys/kernel/random/uuid > /stamp\n");
    write("docker/app", "FROM example-codeship-it/base\nRUN cp /stamp /stamp2\nCOPY file /file\n");
    write("file", "content");
    passes("""
        app: {build: {image: example-codeship-it/app, dockerfile: docker/app}}
        base: {build: {image: example-codeship-it/base, path: ./base}}
        same: {image: example-codeship-it/base}
        """, """
        - {service: base, command: 'true'}
        - {service: app, command: sh -c 'cmp /stamp /stamp2 && cat /file'}
        - {service: same, command: cat /stamp}
        - {service: base, command: cat /stamp}
        """);
    assertThat(log.lines().filter(line -> line.matches("[0-9a-f-]{36}")).distinct())
        .hasSize(1);
    assertThat(log).containsOnlyOnce("RUN cat /proc/sys/kernel/random/uuid");
  }

  @Test
  void groupsNestMultiplyAndStopWhereTheyShould() throws Exception {
    Outcome outcome = run("""
        one: {image: 'slipway/busybox:1', environment: {N: one}}
        two: {image: 'slipway/busybox:1', environment: {N: two}}
        """, """
        - type: matrix
          services: [one, two]
          steps:
          - {command: sh -c 'echo first $N'}
          - {command: sh -c 'echo second $N; test $N = one'}
          - {command: sh -c 'echo third $N'}
        - {service: one, command: echo after}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(log)
        .contains("first one", "first two", "second one", "second two", "third one")
        .doesNotContain("third two")
        .doesNotContain("after");
  }

  @Test
  void onFailRunsInFreshContainersOfTheServiceAndTheBuildFailsAllTheSame() throws Exception {
    Outcome outcome = run("app: {image: 'slipway/busybox:1', volumes: ['./out:/out']}\n", """
        - service: app
          command: sh -c 'exit 7'
          on_fail:
          - command: sh -c 'echo cure > /out/cure'
          - command: sh -c 'exit 1'
          - command: echo second cure
        - {service: app, command: echo never}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(result.reason().sentence()).contains("code 7");
    assertThat(file("out/cure")).hasContent("cure");
    assertThat(log).contains("second cure\n").doesNotContain("never");
  }

  @Test
  void onFailOfAGroupRunsOnceWhenOneOfItsStepsHasFailed() throws Exception {
    Outcome outcome = run("app: {image: 'slipway/busybox:1'}\n", """
        - type: parallel
          service: app
          on_fail: [{command: echo cured}]
          steps:
          - {command: 'true'}
          - {command: 'false'}
        - {service: app, command: echo never}
        """);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(log.lines().filter("cured"::equals)).hasSize(1);
    assertThat(log).doesNotContain("never");
  }

  @Test
  void aServiceWithTheEngineMayUseIt() throws Exception {
    passes(
        "app: {image: 'slipway/busybox:1', add_docker: true}\n",
        "- {service: app, command: sh -c 'test $DOCKER_HOST = unix:///var/run/docker.sock && test -S /var/run/docker.sock'}\n");
  }

  @Test
  void imagesAreReplacedAsTheRuntimeSays() throws Exception {
    write("Dockerfile", "FROM example/alias:1\nRUN echo built > /what\n");
    passes(
        "app: {image: 'example/alias:1'}\nbuilt: {build: .}\n",
        "- {service: app, command: echo replaced}\n- {service: built, command: cat /what}\n");
    assertThat(log).contains("replaced", "built");
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.skip(1).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
