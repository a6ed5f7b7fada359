package dev.slipway.deploy;

import dev.slipway.deploy.proxy.TestProxy;
import dev.slipway.deploy.ssh.SshServers;
import dev.slipway.deploy.ssh.TestServers;
import dev.slipway.deploy.strategy.Strategy;
import dev.slipway.fixture.NeedsProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deployments to three servers of OpenSSH behind HAProxy under load. */
@Timeout(400)
@NeedsProgram({"sshd", "ssh-keygen", "bash", "haproxy"})
class SshUnderLoadIT extends UnderLoad {
  private TestServers servers;
  private TestProxy proxy;
  private SshServers target;

  @BeforeEach
  void open() throws Exception {
    servers = new TestServers(Files.createDirectory(directory.resolve("servers")), 3);
    proxy = TestProxy.of(directory, servers.appPorts());
    target = servers
        .described()
        .behind(proxy.haProxy(), "a", "b", "c")
        .healthyWithin(Duration.ofSeconds(6))
        .address(proxy.address().toString())
        .open();
  }

  @AfterEach
  void close() throws Exception {
    target.close();
    proxy.close();
    servers.close();
  }

  @Override
  Path app(String mode) throws IOException {
    return PerlApp.script(directory, mode);
  }

  @Test
  void noRequestIsLostWhileReleasesRollOver() throws Exception {
    alternate(target, proxy.address(), Strategy.rolling(1), twenty());
  }

  @Test
  void noRequestIsLostWhileAllServersChange() throws Exception {
    alternate(target, proxy.address(), Strategy.allAtOnce(), four());
  }
}
