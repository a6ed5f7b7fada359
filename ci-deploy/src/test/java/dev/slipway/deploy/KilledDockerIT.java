package dev.slipway.deploy;

import dev.slipway.deploy.docker.DockerFixture;
import dev.slipway.fixture.NeedsImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Killed processes and containers behind HAProxy. */
@NeedsImage("slipway/proxy:1")
class KilledDockerIT extends KilledBetweenCalls {
  private DockerFixture docker;

  @BeforeEach
  void open() {
    docker = new DockerFixture(directory);
  }

  @AfterEach
  void close() throws Exception {
    docker.close();
  }

  @Override
  void use(Use use) throws Exception {
    use.of(docker.described().target());
  }

  @Override
  Path app() throws Exception {
    return PerlApp.script(directory, "good");
  }

  @Override
  Class<?> child() {
    return Child.class;
  }

  @Override
  List<String> more() {
    return List.of(docker.name());
  }

  /** Deploys and dies. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      DockerFixture docker = new DockerFixture(Path.of(arguments[0]), arguments[4]);
      die(docker.described().target(), arguments);
    }
  }
}
