package dev.slipway.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.FreePort;
import dev.slipway.fixture.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Servers of OpenSSH on this machine, each with a home of its own, and an application that a script starts again there. They are real but for the home, which is the directory that
 * their configuration goes to before each command.
 */
public final class TestServers implements AutoCloseable {
  static final String ROOT = "srv/it's my shop";

  /** What shells of real accounts may write before each command. */
  private static final String NOISE =
      "echo Welcome; echo 'setlocale: LC_ALL: cannot change locale (xx_XX)' >&2; ";

  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Integer> appPorts = new ArrayList<>();
  private final List<SshServer> servers = new ArrayList<>();

  /** Starts servers, and knows their addresses below a directory that is to be empty. */
  public TestServers(Path directory, int count) throws Exception {
    this.directory = directory;
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    SshServer.makeKey(directory.resolve("host"), "ed25519");
    SshServer.makeKey(directory.resolve("other-host"), "ecdsa");
    SshServer.makeKey(directory.resolve("id"), "ed25519");
    StringBuilder known = new StringBuilder();
    for (int i = 0; i < count; i++) {
      ports.add(FreePort.next());
      appPorts.add(FreePort.next());
      describe(i);
      servers.add(start(i));
      known.append(
          "[127.0.0.1]:" + ports.get(i) + " " + Files.readString(directory.resolve("host.pub")));
    }
    Files.writeString(directory.resolve("known_hosts"), known);
  }

  static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
  }

  private void describe(int i) throws IOException {
    Path home = home(i);
    Path root = Files.createDirectories(home.resolve(ROOT));
    Files.writeString(root.resolve("restart.sh"), """
        state=%1$s
        if [ -f $state/pid ]; then
          kill $(cat $state/pid) 2>/dev/null || :
          # one that has ended and that nobody has taken note of has no command line any more
          while [ -n "$(tr -d '\\0' </proc/$(cat $state/pid)/cmdline 2>/dev/null)" ]; do sleep 0.02; done
        fi
        [ "$1" != stop ] || exit 0
        set -a
        . ./.env
        PORT=%2$d setsid perl app.jar >$state/log 2>&1 </dev/null &
        echo $! >$state/pid
        """.formatted(home, appPorts.get(i)));
    Files.writeString(root.resolve("health.sh"), """
        exec 3<>/dev/tcp/127.0.0.1/%d || exit 1
        printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3
        read -r line <&3
        case $line in *" 200 "*) exit 0 ;; esac
        echo "$line"
        exit 1
        """.formatted(appPorts.get(i)));
  }

  private SshServer start(int i) throws Exception {
    return SshServer.start(
        directory,
        "sshd" + i,
        ports.get(i),
        directory.resolve("host"),
        directory.resolve("id.pub"),
        // nobody knows this one, and a client is not to ask for it
        "HostKey " + directory.resolve("other-host"),
        "ForceCommand " + (i == 1 ? NOISE : "") + "cd " + home(i)
            + " && eval \"$SSH_ORIGINAL_COMMAND\"");
  }

  /** Describes the servers as a user does. */
  public SshServersBuilder described() {
    return described(directory, ports, appPorts.get(0));
  }

  /** Returns the ports of the servers. */
  public List<Integer> ports() {
    return List.copyOf(ports);
  }

  /** Describes servers of another process. */
  public static SshServersBuilder described(Path directory, List<Integer> ports, int appPort) {
    String user = System.getProperty("user.name");
    String[] names = ports.stream().map(p -> user + "@127.0.0.1:" + p).toArray(String[]::new);
    return SshServers.of(names)
        .releasesIn(ROOT)
        .restart("sh ../../restart.sh start")
        .stop("sh ../../restart.sh stop")
        .health("bash ../../health.sh")
        .identity(directory.resolve("id"))
        .knownHosts(directory.resolve("known_hosts"))
        .address("http://127.0.0.1:" + appPort);
  }

  /** Returns the home of a server. */
  public Path home(int i) {
    return directory.resolve("home" + i);
  }

  Path root(int i) {
    return home(i).resolve(ROOT);
  }

  String appAddress(int i) {
    return "http://127.0.0.1:" + appPorts.get(i);
  }

  /** Ends a server with all its connections. */
  void kill(int i) throws Exception {
    servers.get(i).kill();
  }

  /** Starts a server that was ended. */
  void revive(int i) throws Exception {
    servers.set(i, start(i));
  }

  /** Returns the ports of the applications, in the order of the servers. */
  public List<Integer> appPorts() {
    return List.copyOf(appPorts);
  }

  int count() {
    return ports.size();
  }

  @Override
  public void close() throws Exception {
    for (int i : IntStream.range(0, servers.size()).toArray()) {
      Path pid = home(i).resolve("pid");
      if (Files.exists(pid)) {
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
      kill(i);
    }
  }
}
