package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Image;
import dev.slipway.testing.RuntimeContract;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@NeedsDocker
class CopiedContractIT {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void leavesNothing() {
    assertThat(Remains.ofThisJvm())
        .as("containers and volumes of this test run")
        .isEmpty();
    time.close();
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holds() {
    return RuntimeContract.of(
            time,
            () -> DockerRuntime.builder(time).workspace(WorkspaceMode.COPY).connect(),
            directory)
        .withImage(Image.of("slipway/busybox:1"))
        .withCopiedWorkspace()
        .checks()
        .stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
