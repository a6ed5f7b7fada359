package dev.slipway.console;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Reason;
import dev.slipway.model.Revision;
import dev.slipway.run.RunEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsoleListenerTest {
  private static final String ERASE_ONE = "\r\u001b[1A\u001b[J";

  private final ManualTime time = new ManualTime();
  private final StringBuilder out = new StringBuilder();

  @Test
  void writesPlainLinesWhereThereIsNoTerminal() {
    ConsoleListener console = ConsoleListener.to(out).build();

    runABuild(console);

    assertThat(out).hasToString("""
        Build b1 is for commit 0123456789ab of branch main by Ada: Sell more
        [unit] started
        [unit] one
        [unit] two
        [lint] started
        [lint] succeeded in 0.5s: it ran to its end
        [unit] failed in 2.5s: it exited with code 1: mvn verify
        [deploy] skipped: step 'unit' before it did not go well

        STEP    OUTCOME    DURATION  REASON
        unit    failed     2.5s      it exited with code 1: mvn verify
        lint    succeeded  0.5s      it ran to its end
        deploy  skipped    -         step 'unit' before it did not go well

        Last lines of unit:
          one
          two

        Build b1 failed in 2.5s: step 'unit': it exited with code 1: mvn verify
        """);
    assertThat(time.timers()).isZero();
  }

  @Test
  void drawsWhatRunsAtTheBottomOfATerminal() {
    ConsoleListener console = ConsoleListener.to(out).terminal(time).width(40).build();

    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));
    time.advance(Duration.ZERO);
    assertThat(drawn()).isEqualTo("> unit  0s\n");

    output(console, "unit", "compiling everything there is to compile\n");
    assertThat(drawn()).isEmpty();
    time.advance(ofMillis(100));
    assertThat(drawn()).isEqualTo(ERASE_ONE + "> unit  0s       compiling everything ~\n");

    time.advance(ofSeconds(1));
    assertThat(drawn()).isEqualTo(ERASE_ONE + "> unit  1s       compiling everything ~\n");

    console.onEvent("b1", finished("unit", Outcome.SUCCEEDED, new Reason.Completed()));
    time.advance(ofMillis(100));
    assertThat(drawn()).isEqualTo(ERASE_ONE + "[unit] succeeded in 1.1s: it ran to its end\n");

    console.onEvent(
        "b1", new RunEvent.BuildFinished(time.now(), Outcome.SUCCEEDED, new Reason.Completed()));
    assertThat(drawn()).isEqualTo("""

        STEP  OUTCOME    DURATION  REASON
        unit  succeeded  1.1s      it ran to it~

        Build b1 succeeded in 1.2s: it ran to its end
        """);
    assertThat(time.timers()).isZero();
  }

  @Test
  void drawsAtMostTenTimesASecondHoweverMuchIsWritten() {
    int[] writes = {0};
    Appendable counting = new Counting(() -> writes[0]++);
    ConsoleListener console = ConsoleListener.to(counting).terminal(time).build();
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));

    for (int i = 0; i < 10_000; i++) {
      output(console, "unit", "line " + i + "\n");
      time.advance(ofMillis(1));
    }

    assertThat(writes[0]).isBetween(95, 101);
  }

  @Test
  void drawsManyStepsInFewLines() {
    ConsoleListener console = ConsoleListener.to(out).terminal(time).build();
    for (int i = 0; i < 30; i++) {
      console.onEvent("b1", new RunEvent.StepStarted(time.now(), "step " + i));
    }
    time.advance(Duration.ZERO);

    assertThat(drawn().lines()).hasSize(13).last().isEqualTo("> and 18 more");
  }

  @Test
  void drawsNoMoreRowsThanTheTerminalHas() {
    assertThat(drawnOf(4, new Size(80, 5))).hasSize(4).last().isEqualTo("> step 3  0s");
    assertThat(drawnOf(5, new Size(80, 5))).hasSize(4).last().isEqualTo("> and 2 more");
    assertThat(drawnOf(5, new Size(80, 2))).containsExactly("> 5 steps");
    assertThat(drawnOf(1, new Size(80, 1))).containsExactly("> step 0  0s");
    assertThat(drawnOf(30, new Size(10, 24))).allMatch(line -> Columns.of(line) < 10);
  }

  private List<String> drawnOf(int steps, Size size) {
    drawn();
    ConsoleListener console =
        ConsoleListener.to(out).terminal(time).sizes(() -> size).build();
    for (int i = 0; i < steps; i++) {
      console.onEvent("b1", new RunEvent.StepStarted(time.now(), "step " + i));
    }
    time.advance(Duration.ZERO);
    List<String> block = drawn().lines().toList();
    console.close();
    return block;
  }

  @Test
  void followsATerminalThatIsMadeNarrower() {
    int[] asked = {0};
    ConsoleListener console = ConsoleListener.to(out)
        .terminal(time)
        .sizes(() -> new Size(asked[0]++ == 0 ? 40 : 20, 24))
        .build();
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));
    output(console, "unit", "compiling everything there is\n");
    time.advance(ofSeconds(2));
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "lint"));
    assertThat(asked[0]).isEqualTo(1);
    time.advance(ofSeconds(2));
    drawn();

    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "docs"));
    time.advance(ofMillis(100));

    assertThat(asked[0]).isEqualTo(2);
    // the line of 40 columns has become two rows, and there is that of lint
    assertThat(drawn())
        .isEqualTo("\r\u001b[3A\u001b[J> unit  4s       c~\n> lint  2s\n> docs  0s\n");
  }

  @Test
  void aStepThatGoesOnAfterARestartCountsFromThere() {
    ConsoleListener console = ConsoleListener.to(out).build();

    console.onEvent("b1", new RunEvent.BuildResumed(time.now(), false));
    console.onEvent("b1", new RunEvent.AttemptStarted(time.now(), "unit", 1));
    time.advance(ofSeconds(2));
    console.onEvent("b1", new RunEvent.AttemptStarted(time.now(), "unit", 2));
    time.advance(ofSeconds(1));
    console.onEvent("b1", finished("unit", Outcome.SUCCEEDED, new Reason.Completed()));
    console.onEvent(
        "b1", new RunEvent.BuildFinished(time.now(), Outcome.SUCCEEDED, new Reason.Completed()));

    assertThat(out).hasToString("""
        Build b1 goes on
        [unit] attempt 1 started
        [unit] attempt 2 started
        [unit] succeeded in 3.0s: it ran to its end

        Steps since it was resumed:
        STEP  OUTCOME    DURATION  REASON
        unit  succeeded  3.0s      it ran to its end

        Build b1 succeeded in 3.0s since it was resumed: it ran to its end
        """);
  }

  @Test
  void aReasonOfManyLinesIsOneLineAndShortInTheTable() {
    ConsoleListener console = ConsoleListener.to(out).build();
    Reason reason = new Reason.Said("set -e\r\n  " + "x".repeat(200) + "\n");

    console.onEvent("b1", finished("unit", Outcome.FAILED, reason));
    console.onEvent("b1", new RunEvent.BuildFinished(time.now(), Outcome.FAILED, reason));

    String whole = "set -e " + "x".repeat(200);
    assertThat(out.toString().lines())
        .containsExactly(
            "[unit] failed in 0.0s: " + whole,
            "",
            "STEP  OUTCOME    DURATION  REASON",
            "unit  failed     0.0s      set -e " + "x".repeat(92) + "~",
            "",
            "Build b1 failed in 0.0s: " + whole);
  }

  @Test
  void ofAVeryLongLineTheLastProgressIsShown() {
    ConsoleListener console = ConsoleListener.to(out).build();

    output(console, "unit", "x".repeat(5_000) + "\r99%\r");

    assertThat(out).hasToString("[unit] 99%\n");
  }

  @Test
  void closingTakesTheBlockAwayAndLeavesNoTimer() {
    ConsoleListener console = ConsoleListener.to(out).terminal(time).build();
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));
    time.advance(Duration.ZERO);
    drawn();

    console.close();

    assertThat(drawn()).isEqualTo(ERASE_ONE);
    assertThat(time.timers()).isZero();
    console.onEvent("b1", finished("unit", Outcome.SUCCEEDED, new Reason.Completed()));
    assertThat(drawn()).isEqualTo("[unit] succeeded in 0.0s: it ran to its end\n");
  }

  @Test
  void passesOnNothingATerminalWouldObey() {
    ConsoleListener console = ConsoleListener.to(out).build();

    output(
        console,
        "unit",
        "\u001b[2J\u001b[31mred\u001b[0m \u001b]0;title\u0007bell\u0007 \u009b1A\u0085 \u202Eabc\n");
    output(console, "unit", "10%\r50%\r100%\r\n");
    output(console, "unit", "broken \u001b[ and \ud800 and \u001b]8;;never ended\n");
    console.onEvent(
        "b1", finished("e\u001b[2Jvil\n", Outcome.FAILED, new Reason.Said("a\u001b[1Ab\nc")));

    assertThat(out.toString().lines())
        .containsExactly(
            "[unit] red bell? ? ?abc",
            "[unit] 100%",
            "[unit] broken nd ? and ",
            "[evil] failed in 0.0s: ab c");
  }

  @Test
  void cutsWideTextByTheColumnsItTakes() {
    ConsoleListener console = ConsoleListener.to(out).terminal(time).width(20).build();
    console.onEvent(
        "b1", new RunEvent.StepStarted(time.now(), "\u6771\u4eac\u6771\u4eac\u6771\u4eac"));
    output(
        console, "\u6771\u4eac\u6771\u4eac\u6771\u4eac", "\ud83d\ude80\ud83d\ude80\ud83d\ude80\n");
    time.advance(Duration.ZERO);

    assertThat(drawn()).isEqualTo("> \u6771\u4eac~   0s      ~\n");
  }

  @Test
  void keepsTheLastTwentyLinesOfAFailedStep() {
    ConsoleListener console = ConsoleListener.to(out).build();
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));
    IntStream.range(0, 100).forEach(i -> output(console, "unit", "line " + i + "\n"));
    console.onEvent("b1", finished("unit", Outcome.TIMED_OUT, new Reason.Said("too slow")));
    drawn();
    console.onEvent(
        "b1",
        new RunEvent.BuildFinished(time.now(), Outcome.TIMED_OUT, new Reason.Said("too slow")));

    List<String> lines =
        drawn().lines().filter(line -> line.startsWith("  line")).toList();
    assertThat(lines).hasSize(20).first().isEqualTo("  line 80");
    assertThat(lines).last().isEqualTo("  line 99");
  }

  @Test
  void coloursOutcomesOnlyIfAskedTo() {
    ConsoleListener console = ConsoleListener.to(out).color(true).build();
    console.onEvent("b1", finished("a", Outcome.SUCCEEDED, new Reason.Completed()));
    console.onEvent("b1", finished("b", Outcome.FAILED, new Reason.Said("no")));

    assertThat(out.toString().lines())
        .containsExactly(
            "[a] \u001b[32msucceeded\u001b[0m in 0.0s: it ran to its end",
            "[b] \u001b[31mfailed\u001b[0m in 0.0s: no");
  }

  @Test
  void aStreamThatBreaksIsLeftAlone() {
    ConsoleListener console = ConsoleListener.to(new Counting(() -> {
          throw new IOException("closed");
        }))
        .build();

    assertThatCode(() -> {
          output(console, "unit", "one\n");
          output(console, "unit", "two\n");
        })
        .doesNotThrowAnyException();
  }

  @Test
  void refusesATerminalThatIsTooNarrow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConsoleListener.to(out).width(19))
        .withMessage("a terminal needs 20 columns or more, not 19");
  }

  private void runABuild(ConsoleListener console) {
    console.onEvent(
        "b1",
        new RunEvent.RevisionResolved(
            time.now(),
            new Revision(
                "0123456789abcdef",
                "main",
                null,
                "Ada",
                "ada@example.org",
                "Sell more\n\nA lot.",
                ManualTime.START,
                true,
                List.of())));
    console.onEvent("b1", new RunEvent.WorkspaceReady(time.now()));
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "unit"));
    output(console, "unit", "one\ntwo\n");
    console.onEvent("b1", new RunEvent.StepStarted(time.now(), "lint"));
    time.advance(ofMillis(500));
    console.onEvent("b1", finished("lint", Outcome.SUCCEEDED, new Reason.Completed()));
    time.advance(ofSeconds(2));
    Reason failure = new Reason.ExitCode(1, "mvn verify");
    console.onEvent("b1", finished("unit", Outcome.FAILED, failure));
    console.onEvent(
        "b1", new RunEvent.StepSkipped(time.now(), "deploy", Reason.afterFailureOf("unit")));
    console.onEvent(
        "b1",
        new RunEvent.BuildFinished(
            time.now(), Outcome.FAILED, new Reason.BecauseOf("unit", failure)));
  }

  private void output(ConsoleListener console, String step, String text) {
    console.onEvent("b1", new RunEvent.StepOutput(time.now(), step, LogStream.OUT, text));
  }

  private RunEvent finished(String step, Outcome outcome, Reason reason) {
    return new RunEvent.StepFinished(
        time.now(), step, 1, outcome, reason, null, List.of(), Map.of(), List.of(), null);
  }

  /** Returns what was written since the last call. */
  private String drawn() {
    String text = out.toString();
    out.setLength(0);
    return text;
  }

  private interface Write {
    void run() throws IOException;
  }

  private record Counting(Write write) implements Appendable {
    @Override
    public Appendable append(CharSequence text) throws IOException {
      write.run();
      return this;
    }

    @Override
    public Appendable append(CharSequence text, int start, int end) throws IOException {
      return append(text);
    }

    @Override
    public Appendable append(char c) throws IOException {
      return append("");
    }
  }
}
