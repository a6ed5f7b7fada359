package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Image;
import dev.slipway.testing.RuntimeContract;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@NeedsDocker
class DockerContractIT {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void leavesNothing() {
    String ownPid = " " + ProcessHandle.current().pid() + " ";
    try (Engine engine = Engine.connect(EngineAddresses.ofUser().candidates())) {
      assertThat(engine
              .calls()
              .listContainersCmd()
              .withShowAll(true)
              .withLabelFilter(List.of(Labels.OWNER))
              .exec())
          .as("containers of this test run")
          .noneMatch(container -> container.getLabels().get(Labels.OWNER).contains(ownPid));
    }
    time.close();
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holds() {
    return RuntimeContract.of(time, () -> DockerRuntime.builder(time).connect(), directory)
        .withImage(Image.of("slipway/busybox:1"))
        .checks()
        .stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
