package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import dev.slipway.Slipway;
import dev.slipway.engine.Build;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import dev.slipway.time.SystemTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds whose containers work on copies, by way of the front door. */
@NeedsDocker
@Timeout(600)
class CopiedBuildIT {
  private static final String BUSYBOX = "slipway/busybox:1";
  private static final String WAIT = "echo ready; while [ ! -e /go ]; do sleep 0.05; done; ";

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void leavesNothing() {
    assertThat(Remains.ofThisJvm()).isEmpty();
    time.close();
  }

  @Test
  void aBuildWithCopiesGivesTheSameResultsAsOneWithAMount() throws Exception {
    Map<String, Map<String, String>> mounted = contentsAfterSteps(WorkspaceMode.MOUNT);
    Map<String, Map<String, String>> copied = contentsAfterSteps(WorkspaceMode.COPY);
    assertThat(mounted.get("begin")).hasSizeGreaterThan(5_000);
    assertThat(copied.keySet()).isEqualTo(mounted.keySet());
    mounted.forEach((moment, contents) ->
        assertThat(BigTree.differences(contents, copied.get(moment))).as(moment).isEmpty());
  }

  private Map<String, Map<String, String>> contentsAfterSteps(WorkspaceMode mode) throws Exception {
    Map<String, Map<String, String>> found = new ConcurrentHashMap<>();
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call("begin", c -> found.put("begin", BigTree.contents(c.workspace())));
      p.step("one", s -> s.image(BUSYBOX).sh("""
          cd part0; rm -rf 'dir 0'; mv 'dir 5' 'moved ü'; chmod 700 'dir 10'; ln -s 'dir 10' link
          find 'dir 15' -type f -exec chmod 640 {} +
          find 'dir 20' -type f -exec sh -c 'for f; do echo more >> "$f"; done' sh {} +
          find 'dir 25' -name '*1*' -exec rm {} +
          mkdir -p 'new/a b/世界'; echo x > 'new/a b/世界/*'; rm -rf 'dir 30'; echo file > 'dir 30'
          """));
      p.step(
          "two",
          s -> s.image(BUSYBOX)
              .sh("find . -name '*.txt' | sort | head -n 100 > list; rm -r part0/new"));
      p.call("after two", c -> {
        found.put("after two", BigTree.contents(c.workspace()));
        Files.delete(c.workspace().resolve("list"));
      });
      p.parallel("many", g -> {
        for (int i = 1; i <= 4; i++) {
          String part = "part" + i;
          g.step(
              part,
              s -> s.image(BUSYBOX)
                  .sh(WAIT + "cd " + part + "; [ ! -e ../list ]; rm -r 'dir 1'*; "
                      + "find . -type f -exec sh -c 'for f; do echo more >> \"$f\"; done' sh {} +; "
                      + "mkdir 'a b'; ls > ../" + part + ".list"));
        }
      });
      p.step(
          "last",
          s ->
              s.image(BUSYBOX).sh("cat *.list > all; ls -R | sort > /tmp/tree; cp /tmp/tree tree"));
      p.call("end", c -> found.put("end", BigTree.contents(c.workspace())));
    });
    try (Slipway ci = slipway(mode)) {
      Build build = ci.build(pipeline, new BigTree(5_000));
      letGo(build, "part1", "part2", "part3", "part4");
      build.await().throwIfNotSuccessful();
    }
    return found;
  }

  @Test
  void parallelStepsThatChangeOnePathAreTold() throws Exception {
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step("before", s -> s.image(BUSYBOX).sh("mkdir out; echo 0 > out/shared"));
      p.parallel("both", g -> {
        g.step("linux", s -> s.image(BUSYBOX).sh(WAIT + "echo linux | tee out/shared > out/linux"));
        g.step("mac", s -> s.image(BUSYBOX).sh(WAIT + "echo mac | tee out/shared > out/mac"));
      });
    });
    try (Slipway ci = slipway(WorkspaceMode.COPY)) {
      Build build = ci.build(pipeline, Source.none());
      letGo(build, "linux", "mac");
      BuildResult result = build.await();
      assertThat(result.outcome()).isEqualTo(Outcome.ERRORED);
      boolean linuxFirst = result.step("linux").outcome() == Outcome.SUCCEEDED;
      String first = linuxFirst ? "linux" : "mac";
      String second = linuxFirst ? "mac" : "linux";
      assertThat(result.step(second).outcome()).isEqualTo(Outcome.ERRORED);
      assertThat(result.step(second).reason().sentence())
          .contains("step '" + second + "': it worked on a copy of the workspace and changed"
              + " 'out/shared', which step '" + first + "' changed meanwhile");
    }
  }

  @Test
  void reapRemovesTheCopiesOfAKilledJvm() throws Exception {
    String id = "it-" + UUID.randomUUID();
    Path workspace = Files.createDirectories(directory.resolve("killed/workspace"));
    Process jvm = new ProcessBuilder(Jvm.command(ChildJvm.class, id, workspace, "COPY"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
    } finally {
      jvm.toHandle().destroyForcibly();
      jvm.waitFor();
    }
    try (DockerRuntime runtime = DockerRuntime.builder(time).connect()) {
      // what the sweep of this runtime has removed before is not told again
      runtime.reap(id);
      assertThat(Remains.ofBuild(id)).isEmpty();
      assertThat(runtime.reap(id)).isEmpty();
    }
  }

  /** Waits until the commands of all steps run on their copies, and lets them go on. */
  private void letGo(Build build, String... steps) throws IOException, InterruptedException {
    for (String step : steps) {
      try (BufferedReader log =
          new BufferedReader(new InputStreamReader(build.follow(step), UTF_8))) {
        assertThat(log.readLine()).isEqualTo("ready");
      }
    }
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      List<Container> running = running(engine, build);
      while (running.size() < steps.length) {
        // what a command writes is here a moment before the engine lists its container as running
        time.sleep(Duration.ofMillis(50));
        running = running(engine, build);
      }
      for (Container container : running) {
        String touch = engine
            .calls()
            .execCreateCmd(container.getId())
            .withUser("root")
            .withCmd("touch", "/go")
            .withAttachStderr(true)
            .exec()
            .getId();
        List<Frame> errors = new CopyOnWriteArrayList<>();
        engine
            .streams()
            .execStartCmd(touch)
            .exec(new Answer<Frame>() {
              @Override
              public void onNext(Frame frame) {
                errors.add(frame);
              }
            })
            .awaitCompletion();
        assertThat(errors).isEmpty();
      }
    }
  }

  private static List<Container> running(Engine engine, Build build) {
    return engine
        .calls()
        .listContainersCmd()
        .withLabelFilter(Map.of(Labels.BUILD, build.id()))
        .exec();
  }

  private Slipway slipway(WorkspaceMode mode) {
    return Slipway.builder()
        .home(directory.resolve(mode.name()))
        .parallelism(8)
        .containers(DockerRuntime.builder(time).workspace(mode).connect())
        .build();
  }
}
