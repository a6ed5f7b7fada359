package dev.slipway.runtime.process;

import dev.slipway.testing.RuntimeContract;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class ProcessContractTest {
  /** They have orphans, which only Linux finds. */
  private static final Set<String> NOT_PORTABLE = Set.of(
      "an interrupt ends the whole family",
      "an interrupt ends the whole family of a command that was not announced",
      "a child in the background ends with the session",
      "close works on a thread that is interrupted",
      "reap ends what a build left, and nothing else");

  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();

  @AfterEach
  void closeTime() {
    time.close();
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holds() {
    return tests(RuntimeContract.of(
        time, () -> ProcessRuntime.create(time, directory.resolve("state")), directory));
  }

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> holdsOnSystemsOtherThanLinuxApartFromOrphans() {
    RuntimeContract contract = RuntimeContract.of(
        time, () -> ProcessRuntime.portable(time, directory.resolve("state")), directory);
    return tests(contract).filter(test -> !NOT_PORTABLE.contains(test.getDisplayName()));
  }

  private static Stream<DynamicTest> tests(RuntimeContract contract) {
    return contract.checks().stream()
        .map(check -> DynamicTest.dynamicTest(check.name(), check::run));
  }
}
