package dev.slipway.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.ssh.SshServers;
import dev.slipway.fixture.NeedsImage;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.model.ArtifactRef;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine of its own, with systemd as its first process, a real OpenSSH server, and a unit that runs what {@code current} leads to. */
@Timeout(180)
@NeedsImage("slipway/server:1")
@NeedsProgram({"docker", "ssh-keygen"})
class SystemdIT {
  private static final String UNIT = """
      [Unit]
      Description=Shop
      [Service]
      WorkingDirectory=/srv/shop/current
      EnvironmentFile=/srv/shop/current/.env
      ExecStart=/usr/bin/perl /srv/shop/current/app.jar
      [Install]
      WantedBy=multi-user.target
      """;

  private static final String APP = """
      use IO::Socket::INET;
      $ENV{MODE} eq 'crash' and die "no database\\n";
      my $server = IO::Socket::INET->new(LocalPort => 8080, Listen => 50, ReuseAddr => 1) or die $!;
      while (my $client = $server->accept) {
        while (<$client>) { last if /^\\r?$/ }
        my $body = $ENV{GREETING};
        print $client "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
        close $client;
      }
      """;

  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final SystemTime time = SystemTime.create();
  private String container = "";
  private String address = "";
  private SshServers target;

  @BeforeEach
  void open() throws Exception {
    container = run(
        "docker",
        "run",
        "--detach",
        "--cap-add=SYS_ADMIN",
        "--security-opt=seccomp=unconfined",
        "--cgroupns=host",
        "--tmpfs=/run",
        "--tmpfs=/run/lock",
        "--volume=/sys/fs/cgroup:/sys/fs/cgroup:rw",
        "--publish=127.0.0.1::22",
        "--publish=127.0.0.1::8080",
        "slipway/server:1");
    run(
        "ssh-keygen",
        "-q",
        "-t",
        "ed25519",
        "-N",
        "",
        "-f",
        directory.resolve("id").toString());
    write("/root/.ssh/authorized_keys", Files.readString(directory.resolve("id.pub")));
    write("/etc/systemd/system/shop.service", UNIT);
    String port = port(22);
    awaitSsh(Integer.parseInt(port));
    String keys = run("docker", "exec", container, "sh", "-c", "cat /etc/ssh/ssh_host_*_key.pub");
    Path known = Files.writeString(
        directory.resolve("known_hosts"),
        keys.lines().map(key -> "[127.0.0.1]:" + port + " " + key + "\n").collect(joining()));
    address = "http://127.0.0.1:" + port(8080);
    target = SshServers.of("root@127.0.0.1:" + port)
        .releasesIn("/srv/shop")
        .restart("systemctl daemon-reload && systemctl restart shop")
        .stop("systemctl stop shop")
        .health("curl -fsS http://localhost:8080/health")
        .healthyWithin(Duration.ofSeconds(5))
        .identity(directory.resolve("id"))
        .knownHosts(known)
        .address(address)
        .open();
  }

  @AfterEach
  void close() throws Exception {
    if (target != null) {
      target.close();
    }
    time.close();
    run("docker", "rm", "--force", "--volumes", container);
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(error).isZero();
    return output.strip();
  }

  private void write(String path, String content) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker", "exec", "--interactive", container));
    command.addAll(List.of("sh", "-c", "umask 077; mkdir -p \"$(dirname $0)\"; cat >$0", path));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(content.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private String port(int inside) throws Exception {
    String published = run("docker", "port", container, Integer.toString(inside));
    return published.substring(published.lastIndexOf(':') + 1);
  }

  private void awaitSsh(int port) throws Exception {
    while (true) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        if (socket.getInputStream().read() == 'S') {
          return;
        }
      } catch (IOException notYet) {
        // it is still starting
      }
      time.sleep(Duration.ofMillis(100));
    }
  }

  private String answer() throws Exception {
    return client
        .send(HttpRequest.newBuilder(URI.create(address + "/")).build(), BodyHandlers.ofString())
        .body();
  }

  private Environment shop(Map<String, String> variables) {
    return Environment.named("shop", e -> {
      e.target(target).store(Database.file(directory.resolve("slipway.db")));
      e.smoke(t -> t.get("/", r -> r.status(200)));
      variables.forEach(e::env);
    });
  }

  private void deploy(Environment shop, String commit) throws Exception {
    Path app = Files.writeString(directory.resolve("app.pl"), APP);
    Deploy.of(new ArtifactRef("package", "app"))
        .to(shop)
        .run(new FakeSteps().context(time, app, commit));
  }

  @Test
  void aUnitRunsTheReleaseWithItsConfigurationAndABadOneIsGoneBackFrom() throws Exception {
    deploy(shop(Map.of("GREETING", "it's $one", "MODE", "good")), "c1");
    assertThat(answer()).isEqualTo("it's $one");
    deploy(shop(Map.of("GREETING", "two", "MODE", "good")), "c2");
    assertThat(answer()).isEqualTo("two");
    assertThatThrownBy(() -> deploy(shop(Map.of("GREETING", "three", "MODE", "crash")), "c3"))
        .isInstanceOf(DeploymentFailedException.class)
        .hasMessageContaining("it is not healthy after PT5S");
    assertThat(answer()).isEqualTo("two");
    assertThat(run("docker", "exec", container, "systemctl", "is-active", "shop"))
        .isEqualTo("active");
    Deployments.of(time).rollback(shop(Map.of()));
    assertThat(answer()).isEqualTo("it's $one");
    assertThat(run("docker", "exec", container, "stat", "-c", "%a", "/srv/shop/current/.env"))
        .isEqualTo("600");
    assertThat(Deployments.of(time).releases(shop(Map.of())))
        .extracting(Release::number)
        .containsExactly(2, 1);
  }
}
