package dev.slipway.deploy.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Release;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a target has to do that runs releases beside each other. */
public abstract class BesideContract extends TargetContract {

  @Test
  void aStartedReleaseAnswersByItselfAndHasNoTraffic() throws Exception {
    RunningRelease running = start(release(1));
    assertThat(running.number()).isEqualTo(1);
    assertThat(body(running.address())).isEqualTo("hello 1");
    assertThat(target().state().running()).containsExactly(running);
    assertThat(target().state().serving()).isZero();
    assertThat(status(target().state().address())).isEqualTo(503);
  }

  @Test
  void aShareOfTheTrafficGoesToAnotherReleaseWhereTheTargetCanDoThat() throws Exception {
    if (!target().abilities().contains(TargetAbility.SHARE_TRAFFIC)) {
      assertThatThrownBy(() -> control().share(release(1), 10))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    start(release(1));
    start(release(2));
    assertThatThrownBy(() -> control().share(release(2), 10)).isInstanceOf(TargetException.class);
    control().route(release(1));
    control().share(release(2), 10);
    assertThat(answersOf(2, 100)).isEqualTo(10);
    assertThat(target().state().serving()).isEqualTo(1);
    control().share(release(2), 50);
    assertThat(answersOf(2, 100)).isEqualTo(50);
    control().retire(release(2));
    assertThat(answersOf(2, 20)).isZero();
    start(release(2));
    control().share(release(2), 1);
    control().route(release(2));
    assertThat(answersOf(2, 20)).isEqualTo(20);
  }

  @Test
  void aRetiredReleaseDoesNotRunAndCanBeStartedFromWhatIsKept() throws Exception {
    start(release(1));
    control().retire(release(1));
    control().retire(release(1));
    assertThat(target().state().running()).isEmpty();
    assertThat(target().state().kept()).containsExactly(1);
    RunningRelease again = control().start(release(1), null, line -> {});
    assertThat(body(again.address())).isEqualTo("hello 1");
  }

  @Test
  void retiringTheReleaseThatHasTheTrafficLeavesNothingServed() throws Exception {
    start(release(1));
    control().route(release(1));
    control().retire(release(1));
    assertThat(target().state().serving()).isZero();
    assertThat(status(target().state().address())).isEqualTo(503);
  }

  @Test
  void oneMoreCopyOfAReleaseRehearsesWithoutTrafficWhereTheTargetCanDoThat() throws Exception {
    if (!target().abilities().contains(TargetAbility.REHEARSE)) {
      assertThatThrownBy(() -> control().rehearse(release(1), line -> {}))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    start(release(1));
    control().route(release(1));
    TargetState before = target().state();
    rehearse(release(1));
    assertThat(target().state()).isEqualTo(before);
    assertThat(body(target().state().address())).isEqualTo("hello 1");
    start(release(2));
    control().route(release(2));
    control().retire(release(1));
    rehearse(release(1)); // from what is kept
    assertThat(target().state().running()).extracting(RunningRelease::number).containsExactly(2);
    assertThat(body(target().state().address())).isEqualTo("hello 2");
    assertThatThrownBy(() -> control().rehearse(release(3), line -> {}))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("release 3 (commit c0ffee) is not kept");
  }

  private void rehearse(Release release) throws Exception {
    Rehearsal copy = control().rehearse(release, line -> {});
    assertThat(body(copy.address())).isEqualTo("hello " + release.number());
    assertThat(copy.address()).isNotEqualTo(target().state().address());
    TargetState during = target().state();
    copy.close();
    copy.close();
    assertThat(target().state()).isEqualTo(during);
    assertThatThrownBy(() -> {
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(copy.address().getHost(), copy.address().getPort()), 1000);
          }
        })
        .isInstanceOf(IOException.class);
  }

  /** For targets whose proxy can have requests wait: nobody is refused while one release makes room for another. */
  protected final void requestsWaitForTheNextRelease() throws Exception {
    start(release(1));
    control().route(release(1));
    URI address = target().state().address();
    control().hold();
    control().hold();
    assertThat(body(address)).isEqualTo("hello 1");
    control().retire(release(1));
    CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
      try {
        return body(address);
      } catch (Exception e) {
        throw new CompletionException(e);
      }
    });
    Thread.sleep(300);
    assertThat(waiting).isNotDone();
    assertThat(target().state().serving()).isZero();
    start(release(2));
    assertThat(waiting).isNotDone();
    control().route(release(2));
    assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("hello 2");
    assertThat(target().state().trouble()).isEmpty();
    control().retire(release(2));
    assertThat(status(address)).isEqualTo(503);
  }

  protected int answersOf(int number, int requests) throws Exception {
    URI address = target().state().address();
    int found = 0;
    for (int i = 0; i < requests; i++) {
      found += body(address).equals("hello " + number) ? 1 : 0;
    }
    return found;
  }
}
