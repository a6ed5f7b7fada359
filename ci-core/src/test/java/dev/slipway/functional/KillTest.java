package dev.slipway.functional;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.Slipway;
import dev.slipway.fixture.Jvm;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process after each event of its build in turn, and goes on with the build in this one. */
@ExtendWith(NoLeaks.class)
@EnabledOnOs(OS.LINUX)
class KillTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int SIGKILLED = 137;

  @TempDir
  private Path directory;

  @Test
  void aBuildThatIsKilledAtAnyEventEndsAsIfNothingHadHappened() throws Exception {
    List<String> undisturbed = undisturbed();
    int events = 0;
    int exit = SIGKILLED;
    while (exit == SIGKILLED) {
      Path home = Files.createDirectory(directory.resolve("killed-" + ++events));
      exit = child(home, events);
      if (exit == SIGKILLED) {
        assertThat(resumed(home, events))
            .as("killed after event %s", events)
            .isEqualTo(undisturbed);
      }
    }
    assertThat(exit).isZero();
    assertThat(events).isBetween(25, 60);
  }

  private List<String> undisturbed() throws Exception {
    Path home = Files.createDirectory(directory.resolve("undisturbed"));
    try (Slipway ci = Slipway.builder().home(home).build()) {
      BuildResult result =
          ci.build(KilledBuild.pipeline(home), KilledBuild.source()).await(LONG);
      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      Events.check(ci.events(result.buildId()));
      return told(result);
    }
  }

  private static int child(Path home, int events) throws Exception {
    Process child = new ProcessBuilder(Jvm.command(KilledBuild.class, home, events))
        .redirectErrorStream(true)
        .redirectOutput(new File(home.toFile(), "output"))
        .start();
    assertThat(child.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return child.exitValue();
  }

  private static List<String> told(BuildResult result) {
    List<String> told = new ArrayList<>();
    told.add(result.outcome() + " " + result.reason().sentence());
    result
        .steps()
        .forEach(step -> told.add(step + " attempts " + step.attempts() + " output " + step.output()
            + " artifacts " + step.artifacts()));
    return told;
  }

  private static List<String> resumed(Path home, int events) throws Exception {
    Pipeline pipeline = KilledBuild.pipeline(home);
    try (Slipway ci = Slipway.builder().home(home).build()) {
      String id = ci.builds().get(0);
      assertThat(ci.events(id)).hasSizeGreaterThanOrEqualTo(events);
      List<String> ended = ci.events(id).stream()
          .filter(RunEvent.StepFinished.class::isInstance)
          .map(event -> ((RunEvent.StepFinished) event).step())
          .toList();
      boolean over = ci.events(id).stream().anyMatch(RunEvent.BuildFinished.class::isInstance);
      Map<String, Long> before = effects(home);
      BuildResult result = over
          ? ci.rerun(id, pipeline).await(LONG)
          : ci.resume(id, pipeline, KilledBuild.source()).await(LONG);
      Events.check(ci.events(id));
      if (!over) {
        ended.forEach(
            step -> assertThat(effects(home).get(step)).as(step).isEqualTo(before.get(step)));
      }
      assertThat(effects(home)).doesNotContainKey("never");
      assertThat(processesOf(id)).isEmpty();
      return told(result);
    }
  }

  private static Map<String, Long> effects(Path home) {
    Path file = home.resolve("effects");
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      return Files.readAllLines(file).stream().collect(groupingBy(step -> step, counting()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns the processes that carry the mark of a build in their environment. */
  private static List<String> processesOf(String id) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> environment(process).contains(id))
          .map(Path::toString)
          .toList();
    }
  }

  private static String environment(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException goneOrNotOurs) {
      return "";
    }
  }
}
