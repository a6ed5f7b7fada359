package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Call;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.model.StepFailedException;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import dev.slipway.run.StepResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Java code on real threads. */
@ExtendWith(NoLeaks.class)
class JavaStepTest {
  @TempDir
  private Path home;

  private final List<RunEvent> seen = Collections.synchronizedList(new ArrayList<>());
  private RealEngine real;

  @BeforeEach
  void open() {
    real = new RealEngine(home, (id, event) -> seen.add(event));
  }

  @AfterEach
  void close() {
    real.close();
  }

  @Test
  void aThrownExceptionFailsTheStepAndIsInItsLog() throws Exception {
    StepResult step = one(c -> {
      throw new IllegalStateException("the page is gone");
    });
    assertThat(step.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(step.reason().sentence())
        .isEqualTo("it threw java.lang.IllegalStateException: the page is gone");
    try (Stream<LogLine> lines =
        real.builds().logs(real.builds().buildIds().get(0)).lines("a")) {
      assertThat(lines.map(LogLine::text))
          .startsWith("java.lang.IllegalStateException: the page is gone")
          .anyMatch(line -> line.contains("at dev.slipway.engine.JavaStepTest"));
    }
  }

  @Test
  void whatIsThrownDecidesTheOutcome() throws Exception {
    Problem problem = new Problem("registry", "it is away", "an answer", "wait");
    assertThat(one(c -> {
          throw new StepFailedException("three tests are red");
        }))
        .hasToString("step 'a' failed: three tests are red");
    assertThat(one(c -> {
          throw new SlipwayException(problem);
        }))
        .hasToString(
            "step 'a' errored: registry: it is away; expected an answer; to mend it, wait");
    assertThat(one(c -> {
          throw new AssertionError("2 is not 3");
        }))
        .hasToString("step 'a' failed: it threw java.lang.AssertionError: 2 is not 3");
    assertThat(one(c -> {
              throw new StackOverflowError();
            })
            .outcome())
        .isEqualTo(Outcome.ERRORED);
    assertThat(one(c -> {
          throw new InterruptedException("of its own");
        }))
        .hasToString("step 'a' failed: it threw java.lang.InterruptedException: of its own");
  }

  @Test
  void aCancellationInterruptsTheCode() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Build build = real.start(pipeline(c -> {
      running.countDown();
      try {
        RealEngine.await(new CountDownLatch(1));
      } finally {
        assertThat(c.cancellation().isRequested()).isTrue();
        interrupted.countDown();
      }
    }));
    RealEngine.await(running);
    build.cancel("enough");
    assertThat(RealEngine.end(build).step("a"))
        .hasToString("step 'a' cancelled: the build was cancelled: enough");
    RealEngine.await(interrupted);
  }

  @Test
  void codeThatIgnoresTheInterruptIsAbandoned() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch reported = new CountDownLatch(1);
    AtomicInteger refused = new AtomicInteger();
    Build build = real.start(pipeline(c -> {
      running.countDown();
      awaitWhateverComes(release);
      c.log().line("too late");
      try {
        c.report("late", java.util.Map.of());
      } catch (IllegalStateException e) {
        refused.incrementAndGet();
      }
      reported.countDown();
    }));
    RealEngine.await(running);
    build.cancel("enough");
    assertThat(RealEngine.end(build).step("a").reason().sentence())
        .isEqualTo(
            "the build was cancelled: enough; it ignored the request to stop for 300ms and was"
                + " abandoned, it may still be running");
    release.countDown();
    RealEngine.await(reported);
    assertThat(refused).hasValue(1);
    assertThat(seen).last().isInstanceOf(RunEvent.BuildFinished.class);
    Events.check(real.builds().events(build.id()));
  }

  private static void awaitWhateverComes(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        RealEngine.await(latch);
        open = true;
      } catch (InterruptedException ignored) {
        open = false;
      }
    }
  }

  @Test
  void aListenerThatThrowsChangesNothingAndOthersHearEverythingInOrder() throws Exception {
    List<RunEvent> heard = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger inside = new AtomicInteger();
    try (RealEngine other = new RealEngine(
        home.resolve("other"),
        (id, event) -> {
          throw new IllegalStateException("no");
        },
        (id, event) -> {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          heard.add(event);
          inside.decrementAndGet();
        })) {
      Pipeline wide = Pipeline.named(
          "wide",
          p -> p.parallel("all", g -> {
            for (int i = 0; i < 50; i++) {
              g.call("s" + i, c -> c.log().line("hello"));
            }
          }));
      assertThat(other.run(wide).outcome()).isEqualTo(Outcome.SUCCEEDED);
      heard.removeIf(RunEvent.StepOutput.class::isInstance);
      assertThat(heard)
          .isEqualTo(other.builds().events(other.builds().buildIds().get(0)));
      Events.check(heard);
    }
  }

  @Test
  void aListenerThatCancelsOnOutputIsNotCalledWithinItself() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<String> second = Collections.synchronizedList(new ArrayList<>());
    Build[] build = new Build[1];
    CountDownLatch started = new CountDownLatch(1);
    try (RealEngine other = new RealEngine(
        home.resolve("other"),
        (id, event) -> {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          if (event instanceof RunEvent.StepOutput) {
            build[0].cancel("seen enough");
          }
          inside.decrementAndGet();
        },
        (id, event) -> second.add(event.getClass().getSimpleName()))) {
      build[0] = other.start(pipeline(c -> {
        RealEngine.await(started);
        c.log().line("hello");
        RealEngine.await(new CountDownLatch(1));
      }));
      started.countDown();
      assertThat(RealEngine.end(build[0]).outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(second).containsSubsequence("StepOutput", "CancelRequested", "StepFinished");
    }
  }

  @Test
  void aBuildThatIsCancelledWhileItIsPreparedRunsNothingAtAll() throws Exception {
    CountDownLatch resolving = new CountDownLatch(1);
    Build build = real.engine().start(BuildRequest.of(pipeline(c -> {}), slow(resolving, false)));
    RealEngine.await(resolving);
    assertThat(build.explain("a")).isEqualTo("Step 'a' is waiting: the build is being prepared.");
    assertThatThrownBy(() -> build.explain("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pipeline 'p' has no step 'b', only [a]");
    build.cancel("enough");
    BuildResult result = RealEngine.end(build);
    assertThat(result.reason()).isEqualTo(new Reason.Cancelled("enough"));
    assertThat(result.steps()).isEmpty();
    assertThat(build.explain("a"))
        .isEqualTo("Step 'a' was skipped: the build was cancelled: enough.");
  }

  @Test
  void aPreparationThatIgnoresTheRequestToStopIsAbandoned() throws Exception {
    CountDownLatch resolving = new CountDownLatch(1);
    Build build = real.engine().start(BuildRequest.of(pipeline(c -> {}), slow(resolving, true)));
    RealEngine.await(resolving);
    build.cancel("enough");
    assertThat(RealEngine.end(build).reason().sentence())
        .startsWith("the build was cancelled: enough; it ignored the request to stop for 300ms");
    deafUntil.countDown();
  }

  private final CountDownLatch deafUntil = new CountDownLatch(1);

  private Source slow(CountDownLatch resolving, boolean deaf) {
    return new Source() {
      @Override
      public String description() {
        return "slow";
      }

      @Override
      public Revision resolve() throws InterruptedException {
        resolving.countDown();
        if (deaf) {
          awaitWhateverComes(deafUntil);
        } else {
          RealEngine.await(new CountDownLatch(1));
        }
        return Revision.of("01", "main");
      }

      @Override
      public void checkout(Revision revision, Path directory) {}
    };
  }

  private StepResult one(Call.Plain code) throws Exception {
    return real.run(pipeline(code)).step("a");
  }

  private static Pipeline pipeline(Call.Plain code) {
    return Pipeline.named("p", b -> b.call("a", code));
  }
}
