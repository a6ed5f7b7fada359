package dev.slipway.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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

  @Test
  void anotherProcessWithTheSameNumberIsNotTheOwner() {
    ProcessIdentity earlier = new ProcessIdentity(
        SELF.host(), SELF.boot(), SELF.space(), SELF.pid(), SELF.start() - 1000);
    assertThat(earlier.isGone(SELF)).isTrue();
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
