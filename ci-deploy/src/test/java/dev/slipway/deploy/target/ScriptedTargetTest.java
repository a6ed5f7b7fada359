package dev.slipway.deploy.target;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

class ScriptedTargetTest extends BesideContract {
  private final ScriptedTarget target = new ScriptedTarget();

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected ReleaseFiles files() {
    return files(Path.of("app.jar"), "sha256:0");
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }
}
