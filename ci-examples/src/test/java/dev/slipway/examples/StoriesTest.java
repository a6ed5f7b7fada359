package dev.slipway.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every story ends as it says. */
@Timeout(180)
class StoriesTest {
  @TempDir
  Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"pipeline", "custom-step", "smoke", "rollback", "simulate", "resume"})
  void aStoryEndsWell(String story) throws Exception {
    assertThat(Main.run(List.of(story))).isZero();
  }

  @Test
  void theMainJobEndsWithTheLineThatTheReadmeShows() throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(output, true, UTF_8));
    try {
      assertThat(Main.run(List.of("quickstart"))).isZero();
    } finally {
      System.setOut(before);
    }
    assertThat(
            output.toString(UTF_8).stripTrailing().lines().reduce((a, b) -> b).orElseThrow())
        .matches("3 builds: 2 released, 1 rolled back; [1-9]\\d* requests, 0 failed");
  }

  @Test
  void wrongArgumentsGiveStatusTwo() throws Exception {
    assertThat(Main.run(List.of("no-such-story"))).isEqualTo(2);
    assertThat(Main.run(List.of("quickstart", "--repo", "x"))).isEqualTo(2);
    assertThat(Main.run(List.of("quickstart", "--branch", "main"))).isEqualTo(2);
    assertThat(Main.run(List.of("bench", "everything"))).isEqualTo(2);
    assertThat(Main.run(List.of())).isZero();
  }
}
