package dev.slipway.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.proxy.HaProxy;
import dev.slipway.deploy.proxy.RuntimeChannel;
import dev.slipway.deploy.proxy.TestProxy;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.StaleOwnerException;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.fixture.SshServer;
import dev.slipway.fixture.TinyDisk;
import dev.slipway.model.DefinitionException;
import dev.slipway.secret.Secret;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Releases on three real OpenSSH servers. */
@Timeout(120)
@NeedsProgram({"sshd", "ssh-keygen", "bash"})
class SshServersIT {
  @TempDir
  static Path apps;

  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> log = new ArrayList<>();
  private TestServers servers;
  private SshServers target;

  @BeforeEach
  void open() throws Exception {
    servers = new TestServers(directory, 3);
    target = servers.described().shared("log", "data/uploads").open();
  }

  @AfterEach
  void close() throws Exception {
    target.close();
    servers.close();
  }

  private static Release release(int number) {
    return new Release(
        number,
        "app",
        "sha256:all",
        "",
        Map.of("GREETING", "it's \"release\" $" + number + "\nnext line"),
        Map.of(),
        List.of(),
        "build-" + number,
        "c0ffee" + number,
        "",
        Instant.EPOCH);
  }

  private void start(TargetControl control, int number, String mode) throws Exception {
    control.start(release(number), TestFilesOnDisk.of(apps, mode), log::add);
  }

  private List<String> answers() throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < servers.count(); i++) {
      answers.add(answer(URI.create(servers.appAddress(i))));
    }
    return answers;
  }

  private String answer(URI address) throws Exception {
    return client
        .send(HttpRequest.newBuilder(address.resolve("/")).build(), BodyHandlers.ofString())
        .body()
        .replaceAll("(?s)^it's \"release\" \\$(\\d+)\nnext line$", "$1");
  }

  @Test
  void allServersServeTheReleaseWithItsConfigurationAndGoBackToAnotherWithItsOwn()
      throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    control.roll(release(1), 1, 0);
    start(control, 2, "good");
    assertThat(answers()).containsExactly("1", "1", "1");
    control.roll(release(2), 2, 0);
    assertThat(answers()).containsExactly("2", "2", "2");
    control.route(release(1));
    assertThat(answers()).containsExactly("1", "1", "1");
    assertThat(target.state().trouble()).isEmpty();
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void whatLiesOnAServerIsAsExpected() throws Exception {
    TargetControl control = target.control(1);
    Path script = Files.writeString(directory.resolve("x"), "echo x");
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("bin/start me.sh", script);
    files.put("it's.txt", Files.writeString(directory.resolve("y"), "y"));
    files.put(" blank ", Files.writeString(directory.resolve("z"), "z"));
    control.start(release(7), TestFilesOnDisk.of(files), log::add);
    Path placed = servers.root(1).resolve("releases/7");
    assertThat(placed.resolve("bin/start me.sh")).isExecutable().hasContent("echo x");
    assertThat(placed.resolve("it's.txt")).hasContent("y");
    assertThat(placed.resolve(" blank ")).hasContent("z");
    assertThat(placed.resolve("REVISION")).hasContent("c0ffee7");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(placed.resolve(".env"))))
        .isEqualTo("rw-------");
    Files.writeString(servers.root(1).resolve("shared/log/app.log"), "kept");
    assertThat(placed.resolve("log/app.log")).hasContent("kept");
    assertThat(placed.resolve("data/uploads")).isSymbolicLink();
    assertThat(servers.root(1).resolve("current")).doesNotExist();
  }

  @Test
  void onlyWhatIsMissingIsSent() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    assertThat(log).hasSize(3).noneMatch(line -> line.endsWith(" 0 bytes sent"));
    start(control, 1, "good");
    assertThat(log).hasSize(3);
    start(control, 2, "good");
    assertThat(log.subList(3, 6)).allMatch(line -> line.endsWith("is in place, 0 bytes sent"));
    control.remove(release(1));
    Path blobs = servers.root(0).resolve(".slipway/blobs");
    assertThat(blobs.toFile().list()).hasSize(1);
    control.remove(release(2));
    assertThat(blobs.toFile().list()).isEmpty();
  }

  @Test
  void aReleaseThatIsNotHealthyIsTakenBackEverywhere() throws Exception {
    TargetControl patient = target.control(1);
    start(patient, 1, "good");
    patient.roll(release(1), 3, 0);
    target.close();
    target = servers.described().healthyWithin(Duration.ofSeconds(5)).open();
    TargetControl control = target.control(1);
    start(control, 2, "bad");
    assertThatThrownBy(() -> control.roll(release(2), 2, 1))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining(
            "release 2 (commit c0ffee2): it is not healthy after PT5S: exit code 1: ")
        .hasMessageContaining("500");
    assertThat(answers()).containsExactly("1", "1", "1");
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void aServerThatIsLostInTheMiddleIsToldAndMendedByTheNextRelease() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    control.roll(release(1), 3, 0);
    start(control, 2, "good");
    servers.kill(1);
    assertThatThrownBy(() -> control.roll(release(2), 1, 0))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("it cannot be reached");
    assertThat(target.state().trouble()).contains("it cannot be reached");
    assertThatThrownBy(() -> start(control, 3, "good"))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("it cannot be reached");
    servers.revive(1);
    start(control, 3, "good");
    control.roll(release(3), 1, 0);
    assertThat(answers()).containsExactly("3", "3", "3");
    assertThat(target.state().trouble()).isEmpty();
  }

  @Test
  void aServerThatIsLostMayBeMissingWhereFailuresAreAllowed() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    control.roll(release(1), 3, 0);
    servers.kill(1);
    TargetControl next = target.control(2);
    next.start(release(2), TestFilesOnDisk.of(apps, "good"), 1, log::add);
    assertThat(log).anyMatch(line -> line.contains("it cannot be reached"));
    next.roll(release(2), 1, 1);
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(target.state().trouble()).contains("it cannot be reached");
    servers.kill(0);
    assertThatThrownBy(() -> next.start(release(3), TestFilesOnDisk.of(apps, "good"), 1, log::add))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("it cannot be reached");
    servers.revive(0);
    servers.revive(1);
    assertThat(target.state().trouble()).contains("serves release 1");
    start(target.control(3), 3, "good");
    target.control(3).roll(release(3), 3, 0);
    assertThat(answers()).containsExactly("3", "3", "3");
    assertThat(target.state().trouble()).isEmpty();
  }

  /** Its SSH server is gone, but its application still answers, with the release of before. */
  @Test
  @NeedsProgram("haproxy")
  void aServerThatIsLostServesNobodyTheOldRelease() throws Exception {
    target.close();
    try (TestProxy proxy =
        TestProxy.of(Files.createDirectory(directory.resolve("proxy")), servers.appPorts())) {
      target = servers
          .described()
          .behind(proxy.haProxy(), "a", "b", "c")
          .address(proxy.address().toString())
          .open();
      TargetControl control = target.control(1);
      start(control, 1, "good");
      control.roll(release(1), 3, 0);
      servers.kill(1);
      control.start(release(2), TestFilesOnDisk.of(apps, "good"), 1, log::add);
      control.roll(release(2), 1, 1);
      assertThat(answers()).containsExactly("2", "1", "2");
      for (int i = 0; i < 12; i++) {
        assertThat(answer(proxy.address())).isEqualTo("2");
      }
      servers.revive(1);
      start(target.control(2), 3, "good");
      target.control(2).roll(release(3), 1, 0);
      assertThat(target.state().trouble()).isEmpty();
      assertThat(answers()).containsExactly("3", "3", "3");
    }
  }

  @Test
  @NeedsProgram("haproxy")
  void aProxyThatIsDownIsToldAndEveryServerServesWhatItDid() throws Exception {
    target.close();
    Path files = Files.createDirectory(directory.resolve("proxy"));
    AtomicBoolean down = new AtomicBoolean();
    try (TestProxy proxy = TestProxy.of(files, servers.appPorts())) {
      RuntimeChannel real = proxy.channel();
      // goes down in the middle, when the second server is to be taken out
      HaProxy falling = HaProxy.through(
          (command, time) -> {
            if (command.startsWith("set server shop/b")) {
              down.set(true);
            }
            if (down.get()) {
              throw new TargetException(new Problem("the proxy", "it is down", "one", "mend it"));
            }
            return real.ask(command, time);
          },
          "shop");
      target = servers.described().behind(proxy.haProxy(), "a", "b", "c").open();
      TargetControl control = target.control(1);
      start(control, 1, "good");
      control.roll(release(1), 3, 0);
      start(control, 2, "good");
      target.close();
      target = servers.described().behind(falling, "a", "b", "c").open();
      assertThatThrownBy(() -> target.control(2).roll(release(2), 1, 0))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("the proxy: it is down");
      assertThat(answers()).containsExactly("1", "1", "1");
      target.close();
      target = servers.described().behind(proxy.haProxy(), "a", "b", "c").open();
      target.control(3).roll(release(1), 1, 0);
      assertThat(target.state().trouble()).isEmpty();
    }
    assertThatThrownBy(() -> target.control(3).roll(release(2), 1, 0))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("HAProxy at " + files.resolve("haproxy.sock"))
        .hasMessageContaining("it cannot be asked");
    assertThat(answers()).containsExactly("1", "1", "1");
  }

  @Test
  void serversThatDifferAreTold() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    start(control, 2, "good");
    control.route(release(1));
    Path current = servers.root(2).resolve("current");
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("releases/2"));
    assertThat(target.state().serving()).isEqualTo(1);
    assertThat(target.state().trouble()).endsWith(" serves release 2");
    control.route(release(1));
    assertThat(target.state().trouble()).isEmpty();
    Files.writeString(servers.root(0).resolve(".slipway/changing"), "2");
    assertThat(target.state().trouble()).endsWith(" did not finish its change to release 2");
    control.route(release(1));
    assertThat(target.state().trouble()).isEmpty();
  }

  /** A server that differs, or does not work, is no reason to stop others. */
  @Test
  void whatServesTheReleaseAndIsWellIsNotStartedAgain() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    start(control, 2, "good");
    control.route(release(2));
    Path current = servers.root(2).resolve("current");
    Files.delete(current);
    Files.createSymbolicLink(current, Path.of("releases/1"));
    ProcessHandle.of(Long.parseLong(process(1))).orElseThrow().destroy();
    List<String> before = List.of(process(0), process(1), process(2));
    target.control(2).roll(release(2), 1, 3);
    assertThat(process(0)).isEqualTo(before.get(0));
    assertThat(process(1)).isNotEqualTo(before.get(1));
    assertThat(process(2)).isNotEqualTo(before.get(2));
    assertThat(target.state().trouble()).isEmpty();
    assertThat(answers()).containsExactly("2", "2", "2");
  }

  /** An SSH server that is lost for a moment says nothing of the application beside it. */
  @Test
  @NeedsProgram("haproxy")
  void aServerThatIsLostWhileNothingIsChangedKeepsItsRequests() throws Exception {
    target.close();
    try (TestProxy proxy =
        TestProxy.of(Files.createDirectory(directory.resolve("proxy")), servers.appPorts())) {
      target = servers.described().behind(proxy.haProxy(), "a", "b", "c").open();
      TargetControl control = target.control(1);
      start(control, 1, "good");
      control.roll(release(1), 3, 0);
      List<String> before = List.of(process(0), process(1), process(2));
      servers.kill(1);
      target.control(2).roll(release(1), 3, 3);
      assertThat(List.of(process(0), process(1), process(2))).isEqualTo(before);
      assertThat(target.state().trouble())
          .contains("it cannot be reached")
          .doesNotContain("gets no requests");
    }
  }

  private String process(int server) throws Exception {
    return Files.readString(servers.home(server).resolve("pid")).strip();
  }

  @Test
  void aStaleOwnerIsRefusedOnTheServer() throws Exception {
    TargetControl stale = target.control(1);
    start(stale, 1, "good");
    try (SshServers elsewhere = servers.described().open()) {
      elsewhere.control(2).route(release(1));
    }
    assertThatThrownBy(() -> stale.retire(release(1)))
        .isInstanceOf(StaleOwnerException.class)
        .hasMessageContaining("the fencing token 1, which has lost");
    assertThat(target.state().serving()).isEqualTo(1);
  }

  @Test
  void anUnknownKeyOfAServerIsRefused() throws Exception {
    Path none = Files.writeString(directory.resolve("none"), "");
    try (SshServers unknown = servers.described().knownHosts(none).open()) {
      assertThatThrownBy(() -> unknown.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("its key SHA256:")
          .hasMessageContaining("is not in " + none)
          .hasMessageContaining("compare the key with the server's own");
    }
    SshServer.makeKey(directory.resolve("other"), "ed25519");
    Path changed = Files.writeString(
        directory.resolve("changed"),
        Files.readString(directory.resolve("known_hosts"))
            .replaceAll(
                "ssh-ed25519 .*",
                Files.readString(directory.resolve("other.pub")).strip()));
    try (SshServers other = servers.described().knownHosts(changed).open()) {
      assertThatThrownBy(() -> other.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("is not the one in " + changed);
    }
  }

  @Test
  void aKeyThatTheServerDoesNotTakeIsTold() throws Exception {
    SshServer.makeKey(directory.resolve("wrong"), "ed25519");
    SshServersBuilder described =
        SshServers.of(servers.described().names.get(0)).releasesIn("x").address("http://x");
    try (SshServers wrong = described
        .identity(directory.resolve("wrong"))
        .knownHosts(directory.resolve("known_hosts"))
        .open()) {
      assertThatThrownBy(() -> wrong.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("it lets nobody in by the given keys");
    }
  }

  private SshServersBuilder withoutKey() {
    return SshServers.of(servers.described().names.get(0))
        .releasesIn("x")
        .address("http://x")
        .knownHosts(directory.resolve("known_hosts"));
  }

  @Test
  void serversAreReachedThroughAJumpHost() throws Exception {
    String jump = servers.described().names.get(2);
    Path known = directory.resolve("known_hosts");
    SshServersBuilder behind = TestServers.described(
        directory, servers.ports().subList(0, 2), servers.appPorts().get(0));
    Path jumps = directory.resolve("sshd2.log");
    assertThat(Files.readString(jumps)).doesNotContain("Accepted publickey");
    try (SshServers through = behind.jump(jump).open()) {
      start(through.control(1), 1, "good");
      through.control(1).roll(release(1), 1, 0);
      assertThat(through.state().serving()).isEqualTo(1);
    }
    for (int i = 0; i < 2; i++) {
      assertThat(answer(URI.create(servers.appAddress(i)))).isEqualTo("1");
    }
    assertThat(Files.readString(jumps)).contains("Accepted publickey");
    String port = jump.substring(jump.lastIndexOf(':') + 1);
    Path without = Files.write(
        directory.resolve("without"),
        Files.readAllLines(known).stream()
            .filter(line -> !line.contains(":" + port))
            .toList());
    try (SshServers through = behind.knownHosts(without).open()) {
      assertThatThrownBy(() -> through.control(2))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("its key SHA256:")
          .hasMessageContaining("is not in " + without);
    }
  }

  @Test
  void theKeysOfAnAgentAreUsed() throws Exception {
    try (TestAgent agent = new TestAgent(directory)) {
      try (SshServers none = withoutKey().agent(agent.socket()).open()) {
        assertThatThrownBy(() -> none.control(1))
            .isInstanceOf(TargetException.class)
            .hasMessageContaining("it lets nobody in by the given keys");
      }
      agent.add(directory.resolve("id"));
      try (SshServers entered = withoutKey().agent(agent.socket()).open()) {
        assertThat(entered.control(1)).isNotNull();
      }
    }
    try (SshServers gone = withoutKey().agent(directory.resolve("agent")).open()) {
      assertThatThrownBy(() -> gone.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("the SSH agent at " + directory.resolve("agent"));
    }
    assertThatThrownBy(() -> withoutKey().agent(Path.of("")).open())
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("SSH_AUTH_SOCK is not set");
  }

  @Test
  void aKeyWithAPassphraseIsUnlocked() throws Exception {
    Path locked = directory.resolve("locked");
    SshServer.makeKey(locked, "ed25519", "open sesame");
    Files.writeString(
        directory.resolve("id.pub"), Files.readString(directory.resolve("locked.pub")));
    try (SshServers entered =
        withoutKey().identity(locked, Secret.of("passphrase", "open sesame")).open()) {
      assertThat(entered.control(1)).isNotNull();
    }
    try (SshServers wrong =
        withoutKey().identity(locked, Secret.of("passphrase", "open barley")).open()) {
      assertThatThrownBy(() -> wrong.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("the key " + locked + " is locked with another passphrase")
          .hasMessageNotContaining("barley");
    }
    try (SshServers none = withoutKey().identity(locked).open()) {
      assertThatThrownBy(() -> none.control(1))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("the key " + locked + " is locked; expected");
    }
  }

  @Test
  void aFullDiskIsToldAndChangesNothing() throws Exception {
    TargetControl control = target.control(1);
    start(control, 1, "good");
    control.route(release(1));
    Path blobs = servers.root(2).resolve(".slipway/blobs");
    byte[] much = new byte[200_000];
    new Random(1).nextBytes(much);
    Map<String, Path> files = Map.of("app.jar", Files.write(directory.resolve("much"), much));
    try (TinyDisk disk = TinyDisk.mount(blobs, 64)) {
      assertThatThrownBy(() -> control.start(release(2), TestFilesOnDisk.of(files), log::add))
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("expected a directory with room");
      assertThat(disk.path().toFile().list()).isEmpty();
    }
    assertThat(target.state().kept()).containsExactly(1);
    assertThat(target.state().trouble()).isEmpty();
    control.start(release(2), TestFilesOnDisk.of(files), log::add);
    assertThat(target.state().kept()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void aReleaseOfManyFilesIsPutInPlace() throws Exception {
    Map<String, Path> files = new LinkedHashMap<>();
    for (int i = 0; i < 1200; i++) {
      files.put(
          "modules/" + i % 50 + "/file " + i + ".js",
          Files.writeString(directory.resolve("f" + i), "content " + i));
    }
    target.control(1).start(release(1), TestFilesOnDisk.of(files), log::add);
    Path placed = servers.root(2).resolve("releases/1/modules");
    assertThat(placed.resolve("0/file 0.js")).hasContent("content 0");
    assertThat(placed.resolve("49/file 1199.js")).hasContent("content 1199");
    try (var all = Files.walk(placed)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(1200);
    }
  }

  @Test
  void aFileThatCannotBeReadIsToldAndChangesNothing() throws Exception {
    Path gone = Files.writeString(directory.resolve("gone"), "x".repeat(100_000));
    Path there = Files.writeString(directory.resolve("there"), "y".repeat(3_000_000));
    ReleaseFiles files = TestFilesOnDisk.of(Map.of("lib/gone.jar", gone, "there.jar", there));
    Files.delete(gone);
    TargetControl control = target.control(1);
    assertThatThrownBy(() -> control.start(release(1), files, log::add))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining(
            "the file 'lib/gone.jar' could not be read: java.nio.file.NoSuchFileException");
    assertThat(target.state().kept()).isEmpty();
    start(control, 1, "good");
    assertThat(servers.root(0).resolve(".slipway/blobs").toFile().list()).hasSize(1);
  }

  @Test
  void aFileWhereTheConfigurationGoesIsRefusedAndKeptWhereThereIsNone() throws Exception {
    TargetControl control = target.control(1);
    Path own = Files.writeString(directory.resolve("own"), "GREETING=theirs\n");
    ReleaseFiles files = TestFilesOnDisk.of(Map.of(".env", own));
    assertThatThrownBy(() -> control.start(release(1), files, log::add))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("the artifact has a file '.env', in which release 1")
        .hasMessageContaining("take it out of the artifact");
    Release bare = new Release(
        2, "app", "sha256:all", "", Map.of(), Map.of(), List.of(), "b", "c", "", Instant.EPOCH);
    control.start(bare, files, log::add);
    assertThat(servers.root(0).resolve("releases/2/.env")).hasContent("GREETING=theirs");
    assertThat(target.state().kept()).containsExactly(2);
  }

  @Test
  void aHangingCommandIsGivenUp() throws Exception {
    target.close();
    target = servers
        .described()
        .restart("sleep 1007")
        .commandsWithin(Duration.ofSeconds(4))
        .open();
    TargetControl control = target.control(1);
    start(control, 1, "good");
    assertThatThrownBy(() -> control.roll(release(1), 3, 0))
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("a command did not end within PT4S");
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (hangs()) {
      assertThat(System.nanoTime()).as("the command is ended").isLessThan(until);
      Thread.sleep(50);
    }
  }

  private static boolean hangs() {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").endsWith("sleep 1007"));
  }
}
