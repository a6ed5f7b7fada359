package dev.slipway.functional;

import dev.slipway.Slipway;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Source;
import java.nio.file.Path;

/** A program whose build runs until somebody ends the program. */
final class InterruptedProgram {
  private InterruptedProgram() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Pipeline pipeline = Pipeline.named("p", p -> {
      p.step(
          "long",
          s -> s.sh("echo $$ > " + home + "/pid; echo started > " + home + "/started; sleep 1000"));
      p.step("clean", s -> s.sh("echo cleaned > " + home + "/cleaned").always());
    });
    Slipway ci =
        Slipway.builder().home(home).build(); // never closed, as by a program that forgets to
    ci.build(pipeline, Source.none()).await();
  }
}
