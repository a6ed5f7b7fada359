package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Image;
import dev.slipway.testing.RuntimeContract;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
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
  void closeTime() {
    time.close();
  }

  @AfterAll
  static void leavesNothing() {
    assertThat(Remains.ofThisJvm())
        .as("containers and volumes of this test run")
        .isEmpty();
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holds() {
    return tests(contract());
  }

  /** With containers that are started ahead. */
  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holdsForSessionsThatWereForeseen() {
    return tests(contract().withForesight());
  }

  private RuntimeContract contract() {
    return RuntimeContract.of(time, () -> DockerRuntime.builder(time).connect(), directory)
        .withImage(Image.of("slipway/busybox:1"));
  }

  private static Stream<DynamicTest> tests(RuntimeContract contract) {
    return contract.checks().stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
