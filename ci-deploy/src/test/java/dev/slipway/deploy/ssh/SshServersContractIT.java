package dev.slipway.deploy.ssh;

import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetContract;
import dev.slipway.fixture.NeedsProgram;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What every target has to do, by a real OpenSSH server. */
@NeedsProgram({"sshd", "ssh-keygen", "bash"})
class SshServersContractIT extends TargetContract {
  @TempDir
  static Path apps;

  @TempDir
  Path directory;

  private TestServers servers;
  private SshServers target;

  @BeforeEach
  void open() throws Exception {
    servers = new TestServers(directory, 1);
    target = servers.described().open();
  }

  @AfterEach
  void close() throws Exception {
    target.close();
    servers.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected ReleaseFiles files() {
    return TestFilesOnDisk.of(apps, "good");
  }
}
