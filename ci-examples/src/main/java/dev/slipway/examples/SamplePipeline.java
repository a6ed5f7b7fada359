package dev.slipway.examples;

import dev.slipway.deploy.Deploy;
import dev.slipway.deploy.Environment;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Pipeline;

/** How the bundled web application is compiled, tested, packed and released. */
final class SamplePipeline {
  private SamplePipeline() {}

  static Pipeline shop(Environment production) {
    return Pipeline.named("shop", p -> {
      p.env("JAVA_HOME", System.getProperty("java.home"));
      p.step("compile", s -> s.sh("\"$JAVA_HOME\"/bin/javac -d target/classes src/*.java"));
      ArtifactRef[] jar = new ArtifactRef[1];
      p.parallel("check", c -> {
        c.step("test", s -> s.sh("\"$JAVA_HOME\"/bin/java -cp target/classes ShopTest"));
        jar[0] = c.step(
                "package",
                s -> s.sh(
                        "\"$JAVA_HOME\"/bin/jar --create --file target/shop.jar --main-class Shop -C target/classes .")
                    .produces("jar", "target/shop.jar"))
            .artifact("jar");
      });
      p.run("deploy", Deploy.of(jar[0]).to(production));
    });
  }
}
