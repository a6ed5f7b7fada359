package dev.slipway.deploy;

import dev.slipway.deploy.local.LocalTarget;
import dev.slipway.deploy.local.TinyApp;
import java.nio.file.Path;

/** Killed processes and the local target. */
class KilledDeploymentTest extends KilledBetweenCalls {

  private static LocalTarget open(Path directory) {
    return LocalTarget.at(directory.resolve("target"))
        .command(TinyApp.command())
        .open();
  }

  @Override
  void use(Use use) throws Exception {
    try (LocalTarget target = open(directory)) {
      use.of(target);
    }
  }

  @Override
  Path app() throws Exception {
    return TinyApp.jar(directory, "good");
  }

  @Override
  Class<?> child() {
    return Child.class;
  }

  /** Deploys and dies. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      die(open(Path.of(arguments[0])), arguments);
    }
  }
}
