package dev.slipway.docker;

import dev.slipway.Slipway;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Readiness;
import dev.slipway.model.Service;
import dev.slipway.model.Source;
import java.nio.file.Path;
import java.time.Duration;

/** A Java virtual machine of its own that runs builds with everything they can have on an engine, until it is killed. */
final class KilledProcess {
  private static final String BUSYBOX = "slipway/busybox:1";

  private KilledProcess() {}

  public static void main(String[] args) throws Exception {
    Service service = Service.image(BUSYBOX)
        .volume("data", "/data")
        .command("sh", "-c", "echo ready; exec sleep 1000")
        .readyWhen(Readiness.logLine("ready"));
    Pipeline pipeline = Pipeline.named("killed", p -> {
      p.parallel("group", group -> {
        group.service("shared", service);
        group.step("one", s -> s.image(BUSYBOX).service("own", service).sh("sleep 0.3"));
        group.step("two", s -> s.image(BUSYBOX).sh("sleep 0.2").sh("sleep 0.2"));
      });
      p.step("three", s -> s.image(BUSYBOX).sh("sleep 0.1"));
      p.step("four", s -> s.image(BUSYBOX).container(c -> c.shared()).sh("sleep 0.1"));
    });
    try (Slipway ci =
        Slipway.builder().home(Path.of(args[0])).grace(Duration.ofSeconds(1)).build()) {
      System.out.println("begins");
      for (; ; ) {
        ci.build(pipeline, Source.none()).await();
        System.out.println("built");
      }
    }
  }
}
