package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnerTest {
  private static final Owner SELF = Owner.self();

  @Test
  void whatWasWrittenIsRead() {
    assertThat(Owner.parse(SELF.toString())).contains(SELF);
    assertThat(Owner.parse("")).isEmpty();
    assertThat(Owner.parse("host boot space pid start")).isEmpty();
    assertThat(Owner.parse("host 1 2")).isEmpty();
  }

  @Test
  void aLivingProcessIsNotGone() {
    assertThat(SELF.isGone(SELF)).isFalse();
  }

  @Test
  void aProcessThatHasEndedIsGone() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    Owner ended = new Owner(SELF.host(), SELF.boot(), SELF.space(), process.pid(), 1);
    assertThat(ended.isGone(SELF)).isTrue();
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheOwner() {
    Owner earlier =
        new Owner(SELF.host(), SELF.boot(), SELF.space(), SELF.pid(), SELF.start() - 1000);
    assertThat(earlier.isGone(SELF)).isTrue();
  }

  @Test
  void whatWasThereBeforeTheHostStartedAgainIsGone() {
    Owner before = new Owner(SELF.host(), "another", SELF.space(), SELF.pid(), SELF.start());
    assertThat(before.isGone(SELF)).isTrue();
  }

  @Test
  void ofOtherHostsAndContainersNothingIsKnown() {
    Owner elsewhere = new Owner("elsewhere", "another", SELF.space(), 1, 1);
    Owner inContainer = new Owner(SELF.host(), SELF.boot(), "pid:[1]", 1, 1);
    assertThat(elsewhere.isGone(SELF)).isFalse();
    assertThat(inContainer.isGone(SELF)).isFalse();
  }
}
