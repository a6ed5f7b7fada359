package dev.slipway.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

/** The agent of OpenSSH. */
final class TestAgent implements AutoCloseable {
  private final Path socket;
  private final Process process;

  TestAgent(Path directory) throws Exception {
    socket = directory.resolve("agent");
    process = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("agent.log").toFile())
        .start();
    while (!Files.exists(socket)) {
      assertThat(process.isAlive()).as(() -> "the agent runs").isTrue();
      Thread.onSpinWait();
    }
  }

  Path socket() {
    return socket;
  }

  void add(Path key) throws Exception {
    TestServers.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
    Files.deleteIfExists(socket);
  }
}
