package dev.slipway.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.slipway.deploy.target.TargetException;
import java.io.IOException;
import java.time.Duration;
import org.apache.sshd.client.session.ClientSession;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private final Server server = Server.parse("deploy@web1").orElseThrow();
  private final Connections connections = mock();
  private final ClientSession session = mock();

  @Test
  void aSessionThatEndsJustBeforeACommandIsMadeAnewOnceAndThenTold() throws IOException {
    // this is what MINA does between the end of a session and the moment when it does not count as
    // open
    when(session.createExecChannel(anyString())).thenThrow(new IllegalStateException("closing"));
    when(connections.session(server)).thenReturn(session);
    when(connections.again(server)).thenReturn(session);
    when(connections.isOld(server)).thenReturn(true);
    assertThatThrownBy(
            () -> new Connection(server, connections).run("true", "", Duration.ofSeconds(1)))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("server deploy@web1: a command could not be run: the connection was");
    verify(connections).again(server);
  }
}
