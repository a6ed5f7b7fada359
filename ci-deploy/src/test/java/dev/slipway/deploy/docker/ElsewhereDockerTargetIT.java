package dev.slipway.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.docker.HostedContainer;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.SshAccount;
import dev.slipway.fixture.TestCertificates;
import dev.slipway.fixture.TlsRelay;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Image;
import dev.slipway.time.SystemTime;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same, with an engine that is reached by SSH only, and whose containers and files are not at hand. */
@NeedsImage("slipway/busybox:1")
@NeedsProgram({"ssh", "sshd", "ssh-keygen", "openssl"})
class ElsewhereDockerTargetIT extends DockerTargetIT {
  @TempDir
  Path server;

  private SshAccount account;
  private DockerFixture fixture;

  @Override
  protected DockerFixture fixture() throws Exception {
    account = new SshAccount(server);
    fixture = DockerFixture.elsewhere(
        directory,
        engine -> engine.host("ssh://" + SshAccount.HOST).sshConfig(account.configuration()));
    return fixture;
  }

  @Override
  @AfterEach
  void close() throws Exception {
    super.close();
    account.close();
  }

  @Test
  void nothingIsKeptOnThisMachine() throws Exception {
    start(release(1));
    control().route(release(1));
    assertThat(body(target().state().address())).isEqualTo("hello 1");
    assertThat(directory.resolve("proxy")).doesNotExist();
  }

  @Test
  void anEngineByTlsIsOneOfAnotherMachineAsWell() throws Exception {
    TestCertificates certificates = TestCertificates.in(server.resolve("certificates"));
    SocketAddress socket = UnixDomainSocketAddress.of("/var/run/docker.sock");
    try (TlsRelay relay = TlsRelay.to(socket, certificates);
        DockerFixture byTls = DockerFixture.elsewhere(
            directory,
            engine -> engine
                .host("tcp://127.0.0.1:" + relay.port())
                .certificates(certificates.directory()))) {
      Target target = byTls.described().target();
      TargetControl control = target.control(1);
      control.start(release(1), files(), line -> {});
      control.route(release(1));
      control.start(release(2), files(), line -> {});
      control.share(release(2), 50);
      assertThat(target.state().serving()).isEqualTo(1);
      control.route(release(2));
      control.retire(release(1));
      assertThat(body(target.state().address())).isEqualTo("hello 2");
      assertThat(target.state().trouble()).isEmpty();
    }
  }

  /** A stand-in for HAProxy that answers each connection once, in an image as those of Alpine are. */
  @Test
  void imagesWithoutBashAreAskedByNc() throws Exception {
    String name = "slipway-" + fixture.name() + "-nc";
    fixture
        .host()
        .create(HostedContainer.named(name, Image.of("slipway/busybox:1"))
            .label(DockerTarget.TARGET, fixture.name())
            .command(List.of(
                "nc", "-ll", "-p", "9999", "-e", "sh", "-c", "read -r x; echo \"heard $x\"")));
    fixture.host().start(name);
    InContainer channel = new InContainer(fixture.host(), name, 9999);
    try (SystemTime time = SystemTime.create()) {
      assertThat(channel.reaches("127.0.0.1", 9999)).isTrue();
      assertThat(channel.reaches("127.0.0.1", 9998)).isFalse();
      assertThat(channel.ask("show stat", time)).isEqualTo("heard show stat");
      assertThat(channel.ask("it's \"$HOME\"", time)).isEqualTo("heard it's \"$HOME\"");
      fixture.host().stop(name, Duration.ofSeconds(1));
      assertThatThrownBy(() -> channel.ask("show stat", time))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("HAProxy in the container " + name)
          .hasMessageContaining("is not running");
      fixture.host().start(name);
      assertThat(channel.reaches("127.0.0.1", 9999)).isTrue();
      assertThat(channel.ask("show info", time)).isEqualTo("heard show info");
      InContainer wrong = new InContainer(fixture.host(), name, 9998);
      assertThatThrownBy(() -> wrong.ask("show stat", time))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("it cannot be asked");
    }
  }

  @Test
  void aDescriptionThatCannotWorkIsRefused() {
    DockerTargetBuilder described = fixture.described().machine("no host!", "10.0.0.7");
    assertThatThrownBy(() -> described.listen("127.0.0.1", 80).target())
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("the machine 'no host!'")
        .hasMessageContaining("the proxy listens on 127.0.0.1 of another machine");
    assertThatThrownBy(() -> fixture.described().machine("web_1", "").target())
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("the machine 'web_1'")
        .hasMessageContaining("no address of the machine");
  }
}
