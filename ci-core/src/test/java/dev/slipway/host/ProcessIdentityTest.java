package dev.slipway.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  private static final ProcessIdentity SELF = ProcessIdentity.self();

  @Test
  void whatWasWrittenIsRead() {
    assertThat(ProcessIdentity.parse(SELF.toString())).contains(SELF);
    assertThat(ProcessIdentity.parse("")).isEmpty();
    assertThat(ProcessIdentity.parse("host boot space pid start")).isEmpty();
    assertThat(ProcessIdentity.parse("host 1 2")).isEmpty();
  }

  @Test
  void aLivingProcessIsNotGone() {
    assertThat(SELF.isGone(SELF)).isFalse();
  }

  @Test
  void aProcessThatHasEndedIsGone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    ProcessIdentity ended =
        new ProcessIdentity(SELF.host(), SELF.boot(), SELF.space(), process.pid(), 1);
    assertThat(ended.isGone(SELF)).isTrue();
  }

  /** The kernel tells the start in ticks; the JDK makes an instant of it by a clock that it reads once. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aStepOfTheClockMakesNoLivingProcessGone() {
    assertThat(written(2000).isGone(SELF)).isFalse();
    assertThat(written(-3_600_000).isGone(SELF)).isFalse();
  }

  private static ProcessIdentity written(long step) {
    String[] words = SELF.toString().split(" ", -1);
    words[4] = Long.toString(SELF.start() + step);
    return ProcessIdentity.parse(String.join(" ", words)).orElseThrow();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anIdentityOfAnEarlierSnapshotIsJudgedByItsNumberAlone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    String place = String.join(" ", SELF.host(), SELF.boot(), SELF.space());
    assertThat(parsed(place + " " + SELF.pid() + " 1").isGone(SELF)).isFalse();
    assertThat(parsed(place + " " + process.pid() + " 1").isGone(SELF)).isTrue();
    assertThat(parsed(place + " " + process.pid() + " 1"))
        .hasToString(place + " " + process.pid() + " 1");
  }

  private static ProcessIdentity parsed(String text) {
    return ProcessIdentity.parse(text).orElseThrow();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProgramMayHaveAnyName(@TempDir Path directory) throws Exception {
    Path program = Files.copy(Path.of("/bin/sh"), directory.resolve("a) S 1 (b"));
    Process process = new ProcessBuilder(program.toString(), "-c", "read -r line").start();
    try {
      ProcessIdentity identity = ProcessIdentity.of(process.toHandle());
      assertThat(identity.ticks()).isGreaterThanOrEqualTo(SELF.ticks());
      assertThat(identity.isGone(SELF)).isFalse();
      assertThat(identity.find()).contains(process.toHandle());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aProcessIsFoundByWhatWasWritten() {
    assertThat(SELF.find()).contains(ProcessHandle.current());
    assertThat(earlier().find()).isEmpty();
    assertThat(new ProcessIdentity(SELF.host(), SELF.boot(), "pid:[1]", SELF.pid(), SELF.start())
            .find())
        .isEmpty();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheOwner() {
    assertThat(earlier().isGone(SELF)).isTrue();
  }

  /** Returns one that had the number of this process before. */
  private static ProcessIdentity earlier() {
    long ticks = SELF.ticks() < 0 ? SELF.ticks() : SELF.ticks() - 1;
    return new ProcessIdentity(
        SELF.host(), SELF.boot(), SELF.space(), SELF.pid(), SELF.start() - 1000, ticks);
  }

  @Test
  void whatWasThereBeforeTheHostStartedAgainIsGone() {
    ProcessIdentity before =
        new ProcessIdentity(SELF.host(), "another", SELF.space(), SELF.pid(), SELF.start());
    assertThat(before.isGone(SELF)).isTrue();
  }

  @Test
  void ofOtherHostsAndContainersNothingIsKnown() {
    ProcessIdentity elsewhere = new ProcessIdentity("elsewhere", "another", SELF.space(), 1, 1);
    ProcessIdentity inContainer = new ProcessIdentity(SELF.host(), SELF.boot(), "pid:[1]", 1, 1);
    assertThat(elsewhere.isGone(SELF)).isFalse();
    assertThat(inContainer.isGone(SELF)).isFalse();
  }
}
