package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.Events;
import dev.slipway.NoLeaks;
import dev.slipway.journal.JournalException;
import dev.slipway.model.Effect;
import dev.slipway.model.Gate;
import dev.slipway.model.Lease;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeaks.class)
class ResumeTest {
  record Version(String name, int number) {}

  @TempDir
  private Path home;

  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aBuildGoesOnFromAnyPrefixOfItsJournal() throws Exception {
    Pipeline pipeline = everything();
    String id;
    BuildResult undisturbed;
    try (RealEngine real = new RealEngine(home.resolve("first"))) {
      undisturbed = real.run(pipeline);
      id = undisturbed.buildId();
      Events.check(real.builds().events(id));
    }
    List<String> journal = Files.readAllLines(journal(home.resolve("first"), id));
    assertThat(journal).hasSizeGreaterThan(20);
    for (int length = 1; length < journal.size(); length++) {
      Path copy = home.resolve("prefix-" + length);
      copyTree(home.resolve("first"), copy);
      Files.write(journal(copy, id), journal.subList(0, length));
      try (RealEngine real = new RealEngine(copy)) {
        ran.clear();
        Build build = real.engine().resume(id, pipeline, RealEngine.source());
        assertThat(told(RealEngine.end(build)))
            .as("resumed after %s", journal.get(length - 1))
            .isEqualTo(told(undisturbed));
        Events.check(real.builds().events(id));
        assertNothingRanAgain(real.builds().events(id).subList(0, length));
      }
    }
  }

  private void assertNothingRanAgain(List<RunEvent> prefix) {
    assertThat(ran).doesNotHaveDuplicates();
    prefix.stream()
        .filter(RunEvent.StepFinished.class::isInstance)
        .map(event -> ((RunEvent.StepFinished) event).step())
        .forEach(step -> assertThat(ran).noneMatch(call -> call.startsWith(step + " ")));
  }

  private Pipeline everything() {
    return Pipeline.named("p", p -> {
      StepRef<Version> version =
          p.call("version", Version.class, c -> note(c, new Version("v", 7)));
      p.parallel("all", g -> {
        g.call(
            "flaky", this::failFirst, s -> s.retry(Retry.attempts(2).delay(Duration.ofMillis(1))));
        g.call("jar", c -> write(c, "app.jar"), s -> s.produces("jar", "app.jar"));
        g.call("optional", c -> fail(c), s -> s.mayFail());
      });
      p.step("shell", s -> s.sh("test -f app.jar && echo built"));
      p.call("use", version, (c, v) -> write(c, v.name() + v.number()));
      p.call("bad", c -> fail(c));
      p.call("never", c -> note(c, 0));
      p.call("rollback", c -> note(c, 0), s -> s.onFailure());
      p.call("tidy", c -> note(c, 0), s -> s.always());
    });
  }

  private void failFirst(StepContext context) {
    note(context, 0);
    if (context.attempt() == 1) {
      throw new IllegalStateException("flaky");
    }
  }

  private void fail(StepContext context) {
    note(context, 0);
    throw new IllegalStateException("always");
  }

  private void write(StepContext context, String file) throws IOException {
    note(context, 0);
    Files.writeString(context.workspace().resolve(file), "content");
  }

  private <T> T note(StepContext context, T value) {
    ran.add(context.stepName() + " " + context.attempt());
    return value;
  }

  private static List<String> told(BuildResult result) {
    List<String> told = new ArrayList<>();
    told.add(result.toString());
    result
        .steps()
        .forEach(step -> told.add(step + " attempts " + step.attempts() + " output " + step.output()
            + " artifacts " + step.artifacts()));
    return told;
  }

  @Test
  void closingTheEngineSuspendsWhatWaitsAtAGateAndGivesLeasesBack() throws Exception {
    AtomicBoolean open = new AtomicBoolean();
    AtomicInteger held = new AtomicInteger();
    CountDownLatch waits = new CountDownLatch(1);
    Gate lease = gate("lease", () -> {
      held.incrementAndGet();
      return new Gate.Open(held::decrementAndGet);
    });
    Gate approval = gate(
        "approval",
        () -> open.get()
            ? new Gate.Open(Lease.none())
            : new Gate.Wait("nobody has approved", Duration.ofMillis(20)));
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call("first", c -> note(c, 0));
      p.run("ship", new Gated(List.of(lease, approval), Effect.INSIDE, c -> note(c, 0)));
    });
    Build build;
    try (RealEngine real = new RealEngine(home, onWaiting(waits))) {
      build = real.start(pipeline);
      RealEngine.await(waits);
    }
    assertThatThrownBy(build::await).isInstanceOf(BuildSuspendedException.class);
    open.set(true);
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().resume(build.id(), pipeline, null));
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      Events.check(real.builds().events(build.id()));
    }
    assertThat(ran).containsExactly("first 1", "ship 1");
    assertThat(held).hasValue(0);
  }

  @Test
  void closingTheEngineCancelsWhatRuns() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call("a", c -> {
        running.countDown();
        RealEngine.await(new CountDownLatch(1));
      });
      p.call("tidy", c -> note(c, 0), s -> s.always());
    });
    Build build;
    RealEngine real = new RealEngine(home);
    try (real) {
      build = real.start(pipeline);
      RealEngine.await(running);
    }
    assertThat(build.await().reason().sentence())
        .isEqualTo("the build was cancelled: the engine was closed");
    assertThat(ran).containsExactly("tidy 1");
    assertThatThrownBy(() -> real.start(pipeline))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the engine is closed");
  }

  @Test
  void aChangedDefinitionIsRefusedWithTheDifferences() throws Exception {
    String id = suspended();
    try (RealEngine real = new RealEngine(home)) {
      Pipeline changed = Pipeline.named("p", p -> {
        p.call("renamed", c -> note(c, 0));
        p.run(
            "ship",
            new Gated(List.of(waiting()), Effect.OUTSIDE_REPEATABLE, c -> note(c, 0)),
            s -> s.lock("production"));
      });
      assertThatThrownBy(() -> real.engine().resume(id, changed, null))
          .isInstanceOf(DefinitionChangedException.class)
          .hasMessageContaining("step 'first' is gone")
          .hasMessageContaining("step 'renamed' is new")
          .hasMessageContaining("step 'ship'");
      Build build = real.engine().resume(id, gated(), null);
      build.cancel("enough");
      assertThat(RealEngine.end(build).outcome()).isEqualTo(Outcome.CANCELLED);
    }
  }

  @Test
  void aBuildThatALivingEngineHoldsIsNotResumed() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.call("a", c -> {
          running.countDown();
          RealEngine.await(release);
        }));
    try (RealEngine real = new RealEngine(home);
        RealEngine other = new RealEngine(home)) {
      Build build = real.start(pipeline);
      RealEngine.await(running);
      for (RealEngine engine : List.of(real, other)) {
        assertThatThrownBy(() -> engine.engine().resume(build.id(), pipeline, null))
            .isInstanceOf(JournalException.class)
            .hasMessageContaining("held by another engine that is alive");
      }
      release.countDown();
      assertThat(RealEngine.end(build).outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(other.engine().running()).isEmpty();
      assertThatThrownBy(() -> other.engine().resume(build.id(), pipeline, null))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("it has ended: succeeded");
    }
  }

  @Test
  void aRerunRunsWhatFailedAndWhatIsBehindItOnTheOutputsOfTheRest() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    List<Object> used = new ArrayList<>();
    Pipeline pipeline = Pipeline.named("p", p -> {
      StepRef<Version> version =
          p.call("version", Version.class, c -> note(c, new Version("v", 7)));
      p.parallel("all", g -> {
        g.call("good", c -> note(c, 0));
        g.call("bad", c -> {
          note(c, 0);
          if (!healed.get()) {
            throw new IllegalStateException("no");
          }
        });
      });
      p.call("use", version, (c, v) -> used.add(note(c, v)));
    });
    try (RealEngine real = new RealEngine(home)) {
      BuildResult first = real.run(pipeline);
      assertThat(first.outcome()).isEqualTo(Outcome.FAILED);
      ran.clear();
      healed.set(true);
      BuildResult second = RealEngine.end(real.engine().rerun(first.buildId(), pipeline, null));
      assertThat(second.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(ran).containsExactly("bad 1", "use 1");
      assertThat(used).containsExactly(new Version("v", 7));
      Events.check(real.builds().events(first.buildId()));
    }
  }

  @Test
  void aBuildThatHasNotEndedIsNotRerun() throws Exception {
    String id = suspended();
    try (RealEngine real = new RealEngine(home)) {
      assertThatThrownBy(() -> real.engine().rerun(id, gated(), null))
          .isInstanceOf(JournalException.class)
          .hasMessage("build " + id + ": it has not ended; expected a build that has ended;"
              + " to mend it, resume it first");
    }
  }

  @Test
  void aRerunThatWasKilledIsGoneOnWith() throws Exception {
    AtomicBoolean healed = new AtomicBoolean();
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.call("good", c -> note(c, 0));
      p.call("bad", c -> {
        note(c, 0);
        if (!healed.get()) {
          throw new IllegalStateException("no");
        }
      });
      p.call("behind", c -> note(c, 0));
    });
    String id;
    int length;
    try (RealEngine real = new RealEngine(home)) {
      id = real.run(pipeline).buildId();
      length = real.builds().events(id).size();
      healed.set(true);
      RealEngine.end(real.engine().rerun(id, pipeline, null));
    }
    List<String> journal = Files.readAllLines(journal(home, id));
    Files.write(journal(home, id), journal.subList(0, length + 2));
    Files.createDirectories(home.resolve("builds").resolve(id).resolve("workspace"));
    ran.clear();
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().resume(id, pipeline, null));
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(ran).containsExactly("bad 1", "behind 1");
    }
  }

  @Test
  void aStepWhoseOutputCannotBeStoredRunsAgain() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    AtomicBoolean open = new AtomicBoolean();
    Pipeline pipeline = Pipeline.named("p", p -> {
      StepRef<Thread> output = p.call("odd", Thread.class, c -> note(c, Thread.currentThread()));
      StepRef<Integer> stored = p.call("even", Integer.class, c -> note(c, 2));
      Gate gate = gate(
          "approval",
          () -> open.get()
              ? new Gate.Open(Lease.none())
              : new Gate.Wait("nobody has approved", Duration.ofMillis(20)));
      p.run(
          "ship",
          new Gated(List.of(gate), Effect.INSIDE, c -> {
            assertThat(c.input(output)).isInstanceOf(Thread.class);
            note(c, c.input(stored));
          }),
          s -> s.input(output).input(stored));
    });
    String id;
    try (RealEngine real = new RealEngine(home, onWaiting(waits))) {
      id = real.start(pipeline).id();
      RealEngine.await(waits);
    }
    open.set(true);
    ran.clear();
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().resume(id, pipeline, null));
      assertThat(result.outcome()).as("%s", result).isEqualTo(Outcome.SUCCEEDED);
    }
    assertThat(ran).containsExactly("odd 1", "ship 1");
  }

  @Test
  void anActionThatMustNotBeDoneTwiceIsErroredWhenItWasInterrupted() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p", p -> p.run("pay", new Gated(List.of(), Effect.OUTSIDE_ONCE, c -> note(c, 0))));
    String id;
    try (RealEngine real = new RealEngine(home)) {
      id = real.run(pipeline).buildId();
    }
    List<String> journal = Files.readAllLines(journal(home, id));
    Files.write(journal(home, id), journal.subList(0, journal.size() - 2));
    ran.clear();
    try (RealEngine real = new RealEngine(home)) {
      BuildResult result = RealEngine.end(real.engine().resume(id, pipeline, null));
      assertThat(result.step("pay").outcome()).isEqualTo(Outcome.ERRORED);
      assertThat(result.step("pay").reason().sentence())
          .startsWith("step 'pay': it was interrupted while it did something that must not be done"
              + " twice");
      assertThat(ran).isEmpty();
    }
  }

  /** Runs a build to its gate and closes the engine. */
  private String suspended() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    try (RealEngine real = new RealEngine(home, onWaiting(waits))) {
      String id = real.start(gated()).id();
      RealEngine.await(waits);
      return id;
    }
  }

  private static RunListener onWaiting(CountDownLatch waits) {
    return (id, event) -> {
      if (event instanceof RunEvent.StepWaiting) {
        waits.countDown();
      }
    };
  }

  private Pipeline gated() {
    return Pipeline.named("p", p -> {
      p.call("first", c -> note(c, 0));
      p.run("ship", new Gated(List.of(waiting()), Effect.OUTSIDE_REPEATABLE, c -> note(c, 0)));
    });
  }

  private static Gate waiting() {
    return gate("approval", () -> new Gate.Wait("nobody has approved", Duration.ofMillis(20)));
  }

  private static Gate gate(String name, Supplier<Gate.Answer> answer) {
    return new Gate() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Answer ask(Question question) {
        return answer.get();
      }
    };
  }

  private static Path journal(Path home, String id) {
    return home.resolve("builds").resolve(id).resolve("journal.jsonl");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(path -> {
        try {
          Files.copy(path, to.resolve(from.relativize(path).toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private record Gated(List<Gate> gates, Effect effect, Consumer<StepContext> code)
      implements StepAction<Void> {
    @Override
    public @Nullable Void run(StepContext context) {
      code.accept(context);
      return null;
    }
  }
}
