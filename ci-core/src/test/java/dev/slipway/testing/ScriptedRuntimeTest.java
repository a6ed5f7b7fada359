package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The fake fails whoever breaks the order of calls. */
class ScriptedRuntimeTest {
  private static final OutputSink NOWHERE = (stream, bytes, offset, length) -> {};
  private static final String SESSION = "session of build b, step 'a', attempt 1";

  private final VirtualTime time = VirtualTime.startingAt(Instant.EPOCH);
  private final ScriptedRuntime runtime = new ScriptedRuntime(time, step -> new StepScript());

  @Test
  void theRightOrderIsNoViolation() throws Exception {
    StepSession session = runtime.open(spec());
    session.startServices(NOWHERE);
    session.run(Command.sh("a"), NOWHERE);
    session.run(Command.sh("b"), NOWHERE);
    assertThat(runtime.openSessions()).isEqualTo(1);
    session.close();
    runtime.close();
    assertThat(runtime.openSessions()).isZero();
    assertThat(runtime.violations()).isEmpty();
  }

  @Test
  void servicesAfterACommandAreAViolation() throws Exception {
    StepSession session = runtime.open(spec());
    session.run(Command.sh("a"), NOWHERE);
    session.startServices(NOWHERE);
    assertThat(runtime.violations()).containsExactly("services after a command, in " + SESSION);
  }

  @Test
  void callsAfterTheCloseOfASessionAreViolations() throws Exception {
    StepSession session = runtime.open(spec());
    session.close();
    session.startServices(NOWHERE);
    session.run(Command.sh("a"), NOWHERE);
    session.close();
    assertThat(runtime.violations())
        .containsExactly(
            "services after close, in " + SESSION,
            "a command after close, in " + SESSION,
            "second close, in " + SESSION);
  }

  @Test
  void aCloseOfTheRuntimeWithOpenSessionsAndCallsBehindItAreViolations() throws Exception {
    StepSession session = runtime.open(spec());
    runtime.close();
    assertThat(session).isNotNull();
    assertThat(runtime.check(List.of(), false)).isEmpty();
    assertThat(runtime.open(spec())).isNotNull();
    runtime.close();
    assertThat(runtime.violations())
        .containsExactly(
            "close of the runtime with 1 open sessions",
            "check after close of the runtime",
            "open after close of the runtime, for step 'a'",
            "second close of the runtime",
            "close of the runtime with 2 open sessions");
  }

  @Test
  void twoCommandsAtOnceAndACloseDuringACommandAreViolations() throws Exception {
    StepScript script = new StepScript();
    script.text = "hello\n";
    ScriptedRuntime talking = new ScriptedRuntime(time, step -> script);
    StepSession session = talking.open(spec());
    session.run(Command.sh("a"), (stream, bytes, offset, length) -> {
      Thread.currentThread().interrupt();
      meddle(session);
    });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(talking.violations())
        .containsExactly(
            "two commands at once, in " + SESSION, "close during a command, in " + SESSION);
  }

  private static void meddle(StepSession session) {
    try {
      session.run(Command.sh("b"), NOWHERE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    session.close();
  }

  private static SessionSpec spec() {
    return new SessionSpec(
        "b", "a", 1, Path.of("w"), Execution.plain(), List.of(), Map.of(), Duration.ofSeconds(1));
  }
}
