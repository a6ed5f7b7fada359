package dev.slipway.docker;

import dev.slipway.Slipway;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import dev.slipway.run.BuildResult;
import java.io.InputStream;
import java.nio.file.Path;

/** A Java virtual machine of its own, with little memory, that runs a step with very much output: lines, and one that never ends. */
final class MuchOutput {
  private MuchOutput() {}

  public static void main(String[] args) throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "much",
            s -> s.image("slipway/busybox:1")
                .sh(
                    "yes 'a line of output' | head -c 1000000000; head -c 1000000000 /dev/zero | tr '\\0' x")));
    try (Slipway ci = Slipway.builder().home(Path.of(args[0])).build()) {
      BuildResult result = ci.build(pipeline, Source.none()).await();
      long count = 0;
      byte[] buffer = new byte[1 << 16];
      try (InputStream log = ci.logs(result.buildId()).read("much")) {
        for (int n = log.read(buffer); n >= 0; n = log.read(buffer)) {
          count += n;
        }
      }
      System.out.println(result.outcome() + " " + count);
    }
  }
}
