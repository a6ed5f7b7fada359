package dev.slipway.functional;

import dev.slipway.Slipway;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Retry;
import dev.slipway.model.Source;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.run.BuildResult;
import dev.slipway.run.RunEvent;
import dev.slipway.run.RunListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The build of {@link KillTest}, and the program that runs it in a process of its own and kills itself in the middle. */
final class KilledBuild {
  record Version(String name, int number) {}

  private KilledBuild() {}

  /** Runs the build below a directory; kills this process after so many events. */
  public static void main(String[] arguments) throws InterruptedException {
    Path home = Path.of(arguments[0]);
    AtomicInteger left = new AtomicInteger(Integer.parseInt(arguments[1]));
    RunListener killer = (id, event) -> {
      if (!(event instanceof RunEvent.StepOutput) && left.decrementAndGet() == 0) {
        kill();
      }
    };
    try (Slipway ci = Slipway.builder().home(home).listener(killer).build()) {
      BuildResult result = ci.build(pipeline(home), source()).await();
      System.exit(result.steps().isEmpty() ? 2 : 0);
    }
  }

  private static void kill() {
    try {
      String self = String.valueOf(ProcessHandle.current().pid());
      new ProcessBuilder("/bin/sh", "-c", "kill -9 " + self).start();
      new CountDownLatch(1).await();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static Pipeline pipeline(Path home) {
    Path effects = home.resolve("effects");
    return Pipeline.named("killed", p -> {
      p.env("EFFECTS", effects.toString());
      StepRef<Version> version = p.call("version", Version.class, c -> {
        note(effects, c);
        return new Version("v", 7);
      });
      p.parallel("all", g -> {
        g.step(
            "compile",
            s -> s.sh("echo compile >> $EFFECTS; echo code > app.txt").produces("app", "app.txt"));
        g.step("slow", s -> s.sh("sleep 0.2; echo slow >> $EFFECTS"));
        g.step("optional", s -> s.sh("echo optional >> $EFFECTS; exit 3").mayFail());
        g.call(
            "flaky",
            c -> failFirst(effects, c),
            s -> s.retry(Retry.attempts(2).delay(Duration.ofMillis(10))));
      });
      p.call("use", version, (c, v) -> {
        note(effects, c);
        c.report("used", java.util.Map.of("version", v.name() + v.number()));
      });
      p.step("deploy", s -> s.sh("cat app.txt; echo deploy >> $EFFECTS; exit 4"));
      p.step("never", s -> s.sh("echo never >> $EFFECTS"));
      p.step("rollback", s -> s.sh("echo rollback >> $EFFECTS").onFailure());
      p.step("tidy", s -> s.sh("echo tidy >> $EFFECTS").always());
    });
  }

  private static void failFirst(Path effects, StepContext context) {
    note(effects, context);
    if (context.attempt() == 1) {
      throw new IllegalStateException("flaky");
    }
  }

  private static void note(Path effects, StepContext context) {
    try {
      Files.writeString(
          effects, context.stepName() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Source source() {
    return Source.none();
  }
}
