package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.fixture.Jvm;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.SshAccount;
import dev.slipway.fixture.SshServer;
import dev.slipway.model.Image;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real engine, reached by the real {@code ssh} through a real server. */
@NeedsDocker
@NeedsProgram({"ssh", "sshd", "ssh-keygen"})
@Timeout(180)
class EngineSshIT {
  @TempDir
  Path directory;

  private final SystemTime time = SystemTime.create();
  private SshAccount account;

  @BeforeEach
  void open() throws Exception {
    account = new SshAccount(directory);
  }

  @AfterEach
  void close() throws Exception {
    account.close();
    time.close();
    await("nothing is left", () -> tunnels().isEmpty() && processes().isEmpty());
  }

  private static String socket() {
    return DockerProbe.addressFrom(System.getenv("DOCKER_HOST"))
            instanceof UnixDomainSocketAddress unix
        ? unix.toString()
        : "/var/run/docker.sock";
  }

  private DockerRuntime.Builder described() {
    return DockerRuntime.builder(time)
        .host("ssh://" + SshAccount.HOST + socket())
        .sshConfig(account.configuration());
  }

  private static List<Path> tunnels() throws IOException {
    return left(ProcessHandle.current().pid());
  }

  /** Those of this test, by the configuration that only it has. */
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains("ssh -N -T") && line.contains(directory.toString()))
        .toList();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(limit);
      Thread.sleep(20);
    }
  }

  @Test
  void containersAreMadeRunAndReadThroughIt() throws Exception {
    try (DockerRuntime runtime = described().connect()) {
      DockerHost host = DockerHost.of(runtime);
      String name = "it-" + UUID.randomUUID();
      host.create(HostedContainer.named(name, Image.of("slipway/busybox:1"))
          .command(List.of("sleep", "600"))
          .file("/etc/greeting", "hello\n"));
      try {
        host.start(name);
        assertThat(host.read(name, "/etc/greeting")).contains("hello\n");
        assertThat(host.read(name, "/etc/none")).isEmpty();
        assertThat(host.read(name, "/bin/sh")).as("a link").isEmpty();
        assertThat(host.read(name, "/etc")).as("a directory").isEmpty();
        HostedRun run = host.run(
            name,
            List.of("sh", "-c", "seq 1 200000; cat /etc/greeting >&2; exit 3"),
            Duration.ofMinutes(1));
        assertThat(run.output().lines()).hasSize(200_000).endsWith("200000");
        assertThat(run.errors()).isEqualTo("hello\n");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThatThrownBy(() -> host.run(name, List.of("sleep", "60"), Duration.ofMillis(200)))
            .isInstanceOf(RuntimeUnavailableException.class)
            .hasMessageContaining("'sleep' is not over within PT0.2S");
        talk(host, name);
      } finally {
        host.remove(name);
      }
    }
  }

  private static void talk(DockerHost host, String container) throws Exception {
    Duration limit = Duration.ofSeconds(20);
    List<String> echo = List.of(
        "sh",
        "-c",
        "while read -r n; do [ \"$n\" = end ] && exit; [ \"$n\" = hang ] || { seq 1 \"$n\"; printf '\\000'; }; done");
    try (HostedDialog dialog = host.dialog(container, echo)) {
      assertThat(dialog.ask("3", limit)).isEqualTo("1\n2\n3\n");
      assertThat(dialog.ask("100000", limit).lines()).hasSize(100_000).endsWith("100000");
      assertThat(dialog.ask("0", limit)).isEmpty();
      assertThatThrownBy(() -> dialog.ask("end", limit))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageContaining("the command in it has ended");
    }
    HostedDialog silent = host.dialog(container, echo);
    assertThatThrownBy(() -> silent.ask("hang", Duration.ofMillis(200)))
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageContaining("does not answer within PT0.2S");
  }

  @Test
  void aConnectionThatWasLostIsMadeAgain() throws Exception {
    try (DockerRuntime runtime = described().connect()) {
      DockerHost host = DockerHost.of(runtime);
      account.kill();
      assertThatThrownBy(() -> host.find("no", "label"))
          .isInstanceOf(RuntimeUnavailableException.class);
      await("ssh has noticed", () -> processes().isEmpty());
      assertThatThrownBy(() -> host.find("no", "label"))
          .isInstanceOf(RuntimeUnavailableException.class)
          .hasMessageContaining("Docker Engine at ssh://" + SshAccount.HOST + socket()
              + " (as configured): ssh ends with exit code 255: ")
          .hasMessageContaining("Connection refused");
      account.revive();
      assertThat(host.find("no", "label")).isEmpty();
    }
  }

  @Test
  void whoIsNotKnownIsRefused() throws Exception {
    account.configuration("id", "none");
    assertThatThrownBy(() -> described().connect())
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith("Docker Engine at ssh://" + SshAccount.HOST + socket()
            + " (as configured): ssh ends with exit code 255: ")
        .hasMessageContaining("Host key verification failed");
    SshServer.makeKey(directory.resolve("stranger"), "ed25519");
    account.configuration("stranger", "known_hosts");
    assertThatThrownBy(() -> described().connect())
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageContaining("Permission denied (publickey");
  }

  @Test
  void aSocketThatIsNotThereIsTold() {
    assertThatThrownBy(() -> described()
            .host("ssh://" + SshAccount.HOST + "/nonexistent/docker.sock")
            .connect())
        .isInstanceOf(RuntimeUnavailableException.class)
        .hasMessageStartingWith("Docker Engine: none answers; tried ssh://" + SshAccount.HOST
            + "/nonexistent/docker.sock (as configured): ")
        .hasMessageContaining("; ssh says: ")
        .hasMessageContaining("open failed");
  }

  @Test
  void aProcessThatIsKilledLeavesNothing() throws Exception {
    Process jvm = new ProcessBuilder(
            Jvm.command(EngineSshIT.class, account.configuration(), socket()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (var output = jvm.inputReader()) {
      assertThat(output.readLine()).isEqualTo("connected");
      assertThat(processes()).isNotEmpty();
      jvm.destroyForcibly();
      jvm.waitFor();
      await("its ssh ends", () -> processes().isEmpty());
    }
    // of the young ones it is not known whether somebody is about to use them
    for (Path each : left(jvm.pid())) {
      Instant before = Files.getLastModifiedTime(each).toInstant().minusSeconds(120);
      Files.setLastModifiedTime(each, FileTime.from(before));
    }
    described().connect().close();
    assertThat(left(jvm.pid())).isEmpty();
  }

  @Test
  void aDirectoryThatWasTidiedUpIsMadeAgain() throws Exception {
    try (DockerRuntime runtime = described().connect()) {
      DockerHost host = DockerHost.of(runtime);
      Path gone = tunnels().get(0);
      for (String each : List.of("engine.sock", "said", "")) {
        Files.delete(gone.resolve(each));
      }
      account.kill();
      await("ssh has noticed", () -> processes().isEmpty());
      account.revive();
      assertThat(host.find("no", "label")).isEmpty();
    }
  }

  private static List<Path> left(long pid) throws IOException {
    try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return found
          .filter(p -> p.getFileName().toString().startsWith("slipway-ssh-" + pid + "-"))
          .toList();
    }
  }

  public static void main(String[] args) throws Exception {
    DockerRuntime.builder(SystemTime.create())
        .host("ssh://" + SshAccount.HOST + args[1])
        .sshConfig(Path.of(args[0]))
        .connect();
    System.out.println("connected");
    Thread.sleep(Duration.ofMinutes(2).toMillis());
  }
}
