package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.NoLeaks;
import dev.slipway.diagnostic.Problem;
import dev.slipway.journal.BuildRecord;
import dev.slipway.journal.BuildStore;
import dev.slipway.journal.JournalException;
import dev.slipway.journal.StepLogs;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Reason;
import dev.slipway.model.Retry;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, or worse, in the middle of a build. */
@ExtendWith(NoLeaks.class)
class BrokenStoreTest {
  private static final Problem FULL = new Problem("journal", "no space left", "room", "make room");

  @TempDir
  private Path home;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aJournalThatCannotBeWrittenEndsTheBuildAsErroredWhereverItHappens(boolean expected)
      throws Exception {
    RuntimeException failure =
        expected ? new JournalException(FULL, null) : new IllegalStateException("worse");
    int events = 0;
    BuildResult result;
    do {
      AtomicReference<RunEvent> last = new AtomicReference<>();
      AtomicInteger left = new AtomicInteger(++events);
      try (RealEngine real = new RealEngine(
          home.resolve(String.valueOf(events)),
          store -> failing(store, left, failure),
          (id, event) -> last.set(event))) {
        result = real.run(pipeline());
      }
      if (left.get() <= 0) {
        assertThat(result.outcome()).as("event %s", events).isEqualTo(Outcome.ERRORED);
        assertThat(result.reason()).isInstanceOf(Reason.NotRunnable.class);
        assertThat(result.reason().sentence()).contains(expected ? "no space left" : "worse");
        assertThat(last.get())
            .isInstanceOfSatisfying(
                RunEvent.BuildFinished.class,
                end -> assertThat(end.outcome()).isEqualTo(Outcome.ERRORED));
      }
      assertThat(events).isLessThan(50);
    } while (result.outcome() == Outcome.ERRORED);
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(events).isGreaterThan(12);
  }

  private static Pipeline pipeline() {
    CountDownLatch both = new CountDownLatch(2);
    return Pipeline.named("p", p -> {
      p.parallel("all", g -> {
        g.call("a", c -> meet(both));
        g.call("b", c -> meet(both));
      });
      p.call(
          "c",
          c -> {
            if (c.attempt() == 1) {
              throw new IllegalStateException("not yet");
            }
          },
          s -> s.retry(Retry.attempts(2).delay(Duration.ofMillis(1))));
      p.call("d", c -> c.report("moved", java.util.Map.of("to", "green")));
      p.call("tidy", c -> {}, s -> s.always());
    });
  }

  private static void meet(CountDownLatch both) throws InterruptedException {
    both.countDown();
    RealEngine.await(both);
  }

  @Test
  void aLogThatCannotBeWrittenMakesTheStepErrored() throws Exception {
    StepLogs broken = new BrokenLogs();
    try (RealEngine real = new RealEngine(home, store -> withLogs(store, broken))) {
      Pipeline p = Pipeline.named("p", b -> {
        b.call("quiet", c -> {});
        b.call("a", c -> {
          c.log().line("hello");
          RealEngine.await(new CountDownLatch(1));
        });
      });
      BuildResult result = real.run(p);
      assertThat(result.step("quiet").outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.step("a").outcome()).isEqualTo(Outcome.ERRORED);
      assertThat(result.step("a").reason()).isEqualTo(new Reason.NotRunnable(List.of(FULL)));
    }
  }

  private static BuildStore failing(
      BuildStore store, AtomicInteger left, RuntimeException failure) {
    return wrapped(BuildStore.class, store, (name, result) -> result, (name, result) -> {
      if (!(result instanceof BuildRecord record)) {
        return result;
      }
      return wrapped(
          BuildRecord.class,
          record,
          (call, arguments) -> {
            if (call.equals("append") && left.addAndGet(-((List<?>) arguments).size()) <= 0) {
              throw failure;
            }
            return arguments;
          },
          (call, value) -> value);
    });
  }

  private static BuildStore withLogs(BuildStore store, StepLogs logs) {
    return wrapped(
        BuildStore.class,
        store,
        (name, arguments) -> arguments,
        (name, result) -> result instanceof BuildRecord record
            ? wrapped(
                BuildRecord.class,
                record,
                (call, arguments) -> arguments,
                (call, value) -> call.equals("logs") ? logs : value)
            : result);
  }

  /** Something that happens around a call. */
  private interface Around {
    Object of(String method, Object what);
  }

  private static <T> T wrapped(Class<T> type, T target, Around before, Around after) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
          before.of(method.getName(), arguments == null ? "" : arguments[0]);
          try {
            return after.of(method.getName(), method.invoke(target, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }));
  }

  private static final class BrokenLogs implements StepLogs {
    @Override
    public Writer writer(String step) {
      return new Writer() {
        @Override
        public void write(LogStream stream, byte[] bytes, int offset, int length) {
          throw new JournalException(FULL, null);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public InputStream read(String step) {
      return InputStream.nullInputStream();
    }

    @Override
    public InputStream read(String step, LogStream stream) {
      return InputStream.nullInputStream();
    }

    @Override
    public Stream<LogLine> lines(String step) {
      return Stream.empty();
    }
  }
}
