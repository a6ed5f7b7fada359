package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.model.StepContext;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the hooks of an environment as parts of a step. Without a step, as on a way back by hand, there is nothing for their commands to run in, and it does nothing. */
final class HookRunner {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Hooks hooks;
  private final @Nullable StepContext step;

  HookRunner(Hooks hooks, @Nullable StepContext step) {
    this.hooks = hooks;
    this.step = step;
  }

  /** How a hook has ended; without a failure it went well. */
  private record End(@Nullable Throwable failure, boolean late) {}

  /**
   * Runs all hooks of a moment.
   *
   * @throws Proof.NotProven if one fails or takes too long; those after it do not run
   */
  void run(Hooks.Moment moment, Release release, Proof proof)
      throws InterruptedException, Proof.NotProven {
    for (Hooks.Named hook : hooks.of(moment)) {
      if (step != null) {
        Map<String, Object> what = Map.of("moment", moment.words(), "hook", hook.name());
        proof.report("hook started", release, what);
        run(hook, step, release);
        proof.report("hook ended", release, what);
      }
    }
  }

  private void run(Hooks.Named hook, StepContext context, Release release)
      throws InterruptedException, Proof.NotProven {
    Time time = context.time();
    CompletableFuture<End> end = new CompletableFuture<>();
    CountDownLatch over = new CountDownLatch(1);
    Time.Worker worker = time.startBlocking("slipway hook " + hook.name(), () -> {
      try {
        hook.hook().run(context, release);
        end.complete(new End(null, false));
      } catch (Throwable e) {
        end.complete(new End(e, false));
      } finally {
        over.countDown();
      }
    });
    Time.Timer timer = time.after(hooks.limit(), () -> end.complete(new End(null, true)));
    try {
      judge(hook, end.get(), worker, over);
    } catch (InterruptedException e) {
      stop(worker, over);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end is never a failure", e);
    } finally {
      timer.cancel();
    }
  }

  private void judge(Hooks.Named hook, End end, Time.Worker worker, CountDownLatch over)
      throws InterruptedException, Proof.NotProven {
    String name = "hook '" + hook.name() + "'";
    if (end.late()) {
      throw new Proof.NotProven(name + " did not end within " + hooks.limit()
          + (stop(worker, over) ? "" : ", and does not stop either"));
    } else if (end.failure() != null) {
      String why = end.failure().getMessage();
      throw new Proof.NotProven(
          name + " failed: " + (why == null ? end.failure().toString() : why));
    }
  }

  /** Interrupts a hook, and returns whether it has ended in time then. */
  private static boolean stop(Time.Worker worker, CountDownLatch over) throws InterruptedException {
    worker.interrupt();
    return over.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
