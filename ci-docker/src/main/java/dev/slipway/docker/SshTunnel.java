package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A way to the engine of another machine: the {@code ssh} program of this one leads from a socket here to that of the engine there. It logs in as the user's own {@code ssh} does, with the
 * configuration, the agent and the jump hosts of the user; it asks nothing and trusts only keys that are known. Thread-safe.
 */
final class SshTunnel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SshTunnel.class);
  private static final Pattern ADDRESS = Pattern.compile("ssh://(?:(?<user>\\w[\\w.-]*)@)?"
      + "(?:(?<host>\\w[\\w.-]*)|\\[(?<ip>[0-9a-fA-F:.]+)])(?::(?<port>[0-9]{1,5}))?(?<path>/.*)?");
  private static final String USUAL = "/var/run/docker.sock";

  /** Ends what it runs when its input ends, which is when this process closes it, or has ended in whatever way. */
  private static final String UNTIL_WE_END = """
      exec 3<&0
      "$@" </dev/null &
      way=$!
      (cat >/dev/null; kill "$way") <&3 &
      watch=$!
      wait "$way"
      code=$?
      kill "$watch" 2>/dev/null
      exit "$code\"""";

  private static final int LOOKS = 1500;
  private static final int PAUSE_MS = 20;
  private static final int GRACE_MS = 2000;

  private final EngineAddress address;
  private final TunnelDirectory directory;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable Process ssh; // guarded by turn
  private @Nullable RuntimeUnavailableException failure; // of the last attempt, guarded by turn
  private boolean closed; // guarded by turn
  private final AtomicInteger attempts = new AtomicInteger();

  private SshTunnel(EngineAddress address, TunnelDirectory directory) {
    this.address = address;
    this.directory = directory;
  }

  /** Returns whether this is an address as the {@code docker} command line has it: {@code ssh://user@host:port/path/of/the.sock}, with only the host needed. */
  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

  /** Prepares a way; it is opened when it is needed. */
  static SshTunnel to(EngineAddress address) {
    try {
      return new SshTunnel(address, TunnelDirectory.create());
    } catch (IOException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              "Docker Engine at " + address,
              "no directory can be made for the socket that leads there: " + e,
              "a directory for temporary files that can be written",
              "mend it, or name another with -Djava.io.tmpdir"),
          e);
    }
  }

  /** Returns the address of the near end. */
  String nearEnd() {
    return "unix://" + directory.socket();
  }

  /**
   * Opens the way if it is not open.
   *
   * @throws RuntimeUnavailableException if that fails, with what {@code ssh} says
   */
  void open() {
    int seen = attempts.get();
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted while ssh logged in", e);
    }
    try {
      if (closed || (ssh != null && ssh.isAlive())) {
        return;
      }
      RuntimeUnavailableException shared = failure;
      if (attempts.get() != seen && shared != null) {
        // somebody has tried while this thread waited
        throw shared;
      }
      start();
    } finally {
      turn.unlock();
    }
  }

  private void start() {
    failure = null;
    try {
      directory.ensure();
      Process started = new ProcessBuilder(command())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(directory.words().toFile())
          .start();
      ssh = started;
      await(started);
    } catch (IOException e) {
      RuntimeUnavailableException told = failed("ssh cannot be started: " + e.getMessage(), e);
      failure = told;
      throw told;
    } catch (RuntimeUnavailableException e) {
      // that one thread was interrupted is no matter of the others
      failure = Thread.currentThread().isInterrupted() ? null : e;
      throw e;
    } finally {
      attempts.incrementAndGet();
    }
  }

  private List<String> command() {
    Matcher parts = ADDRESS.matcher(address.host());
    if (!parts.matches()) {
      throw new IllegalStateException("no address by SSH: " + address);
    }
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", UNTIL_WE_END, "sh", "ssh", "-N", "-T", "-a", "-x"));
    if (address.sshConfig() != null) {
      command.addAll(List.of("-F", address.sshConfig().toString()));
    }
    for (String option : List.of(
        "BatchMode=yes",
        "StrictHostKeyChecking=yes",
        "ExitOnForwardFailure=yes",
        "StreamLocalBindMask=0177",
        "StreamLocalBindUnlink=yes",
        "ControlMaster=no",
        "ControlPath=none",
        "ConnectTimeout=10",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=3")) {
      command.addAll(List.of("-o", option));
    }
    String path = parts.group("path");
    command.addAll(List.of(
        "-L", directory.socket() + ":" + (path == null || path.equals("/") ? USUAL : path)));
    if (parts.group("port") != null) {
      command.addAll(List.of("-p", parts.group("port")));
    }
    if (parts.group("user") != null) {
      command.addAll(List.of("-l", parts.group("user")));
    }
    String host = parts.group("host");
    command.addAll(List.of("--", host == null ? parts.group("ip") : host));
    return command;
  }

  private void await(Process started) throws IOException {
    try {
      for (int look = 0; look < LOOKS; look++) {
        if (started.waitFor(PAUSE_MS, TimeUnit.MILLISECONDS)) {
          throw failed(
              "ssh ends with exit code " + started.exitValue() + ": " + directory.said(), null);
        }
        if (directory.isReached()) {
          log.debug("An ssh leads from {} to the engine at {}", directory.socket(), address);
          return;
        }
      }
      end(started);
      throw failed("ssh does not log in within 30 s: " + directory.said(), null);
    } catch (InterruptedException e) {
      end(started);
      Thread.currentThread().interrupt();
      throw failed("interrupted while ssh logged in", e);
    }
  }

  /** Returns what {@code ssh} has said about the way, for an error of the engine's; empty if nothing. */
  String said() {
    return directory.said();
  }

  private RuntimeUnavailableException failed(String found, @Nullable Exception cause) {
    return new RuntimeUnavailableException(
        new Problem(
            "Docker Engine at " + address,
            found,
            "an account that 'ssh' reaches without a question, whose server allows forwarding to sockets",
            "try the same with 'ssh'; a host that is not known is added to the known hosts after its key was compared"),
        cause);
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(GRACE_MS, TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      closed = true;
      if (ssh != null) {
        end(ssh);
      }
      directory.remove();
    } finally {
      turn.unlock();
    }
  }

  /** A directory that only this user sees, with the near end of a way and what its {@code ssh} says. */
  private record TunnelDirectory(Path path) {
    private static final String PREFIX = "slipway-ssh-";
    private static final int WORDS = 3;
    private static final Duration YOUNG = Duration.ofMinutes(1);

    static TunnelDirectory create() throws IOException {
      Path above = Path.of(System.getProperty("java.io.tmpdir"));
      Path made =
          Files.createTempDirectory(above, PREFIX + ProcessHandle.current().pid() + "-");
      sweep(above, made);
      return new TunnelDirectory(made);
    }

    /** Removes what processes of this user that were killed have left; others may put anything here. */
    private static void sweep(Path above, Path made) {
      try (var found = Files.newDirectoryStream(above, PREFIX + "*-*")) {
        for (Path each : found) {
          TunnelDirectory left = new TunnelDirectory(each);
          if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
              && Files.getOwner(each, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(made))
              && left.isOlderThan(made)
              && left.isOfTheDead()) {
            left.remove();
          }
        }
      } catch (DirectoryIteratorException | IOException e) {
        log.debug("What killed processes have left could not be looked for", e);
      }
    }

    private boolean isOlderThan(Path made) throws IOException {
      Instant now = Files.getLastModifiedTime(made).toInstant();
      return Files.getLastModifiedTime(path).toInstant().plus(YOUNG).isBefore(now);
    }

    /** Makes it anew if somebody has tidied up. */
    void ensure() throws IOException {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    }

    /** In another container with the same directory a process of another number space may live. */
    private boolean isOfTheDead() {
      String number = path.getFileName().toString().substring(PREFIX.length()).split("-", 2)[0];
      return number.matches("[0-9]{1,18}")
          && ProcessHandle.of(Long.parseLong(number)).isEmpty()
          && !isReached();
    }

    Path socket() {
      return path.resolve("engine.sock");
    }

    Path words() {
      return path.resolve("said");
    }

    boolean isReached() {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        return channel.connect(UnixDomainSocketAddress.of(socket()));
      } catch (IOException notYet) {
        return false;
      }
    }

    String said() {
      try {
        List<String> lines = Files.exists(words())
            ? Files.readString(words()).lines().filter(line -> !line.isBlank()).toList()
            : List.of();
        // servers may greet at length before
        int last = lines.size();
        return Reason.line(String.join(" ", lines.subList(Math.max(0, last - WORDS), last)));
      } catch (IOException e) {
        return "what it said cannot be read: " + e;
      }
    }

    void remove() {
      for (Path each : List.of(socket(), words(), path)) {
        try {
          Files.deleteIfExists(each);
        } catch (IOException e) {
          log.debug("{} could not be removed", each, e);
        }
      }
    }
  }
}
