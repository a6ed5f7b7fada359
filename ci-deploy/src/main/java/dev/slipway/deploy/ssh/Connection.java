package dev.slipway.deploy.ssh;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** A connection to one server, on which scripts are run. For one thread. */
final class Connection {
  private static final Duration OPENING = Duration.ofSeconds(15);
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final int MOST_OUTPUT = 64 * 1024;

  private final Server server;
  private final Connections connections;

  Connection(Server server, Connections connections) {
    this.server = server;
    this.connections = connections;
  }

  Server server() {
    return server;
  }

  /** Returns a text for a script to read. */
  static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Runs a script that reads a text. */
  Answer run(String script, String input, Duration limit) throws InterruptedException {
    return run(script, input(input), limit);
  }

  /** Runs a script; of what it writes, the end is kept. */
  Answer run(String script, InputStream input, Duration limit) throws InterruptedException {
    return run(script, input, limit, MOST_OUTPUT);
  }

  /**
   * Runs a script by {@code sh}. What is not meant for everybody's eyes on the server comes by the input, as command lines are seen by all.
   *
   * @param limit how long it may take since the last byte of the input was taken
   * @param most how many bytes of what it writes are kept
   * @throws TargetException if the connection is lost, or the limit is over
   * @throws InterruptedException if the thread is interrupted; the script may go on
   */
  Answer run(String script, InputStream input, Duration limit, int most)
      throws InterruptedException {
    Taken taken = new Taken(input);
    Tail output = new Tail(most);
    try (ChannelExec channel = begun("sh -c " + Shell.quote(script), taken, output)) {
      await(channel, taken, limit);
      Integer code = channel.getExitStatus();
      if (code == null) {
        throw failed("the connection was lost while a command ran", null);
      }
      return new Answer(code, output.text());
    } catch (IOException e) {
      throw failed("a command could not be run: " + e.getMessage(), e);
    }
  }

  /** Begins a command. A session that was cut off meanwhile is made anew, as nothing was begun on it. */
  private ChannelExec begun(String command, InputStream input, OutputStream output)
      throws IOException {
    boolean old = connections.isOld(server);
    try {
      return begun(connections.session(server), command, input, output);
    } catch (IOException e) {
      if (!old) {
        throw e;
      }
      return begun(connections.again(server), command, input, output);
    }
  }

  private static ChannelExec begun(
      ClientSession session, String command, InputStream input, OutputStream output)
      throws IOException {
    ChannelExec channel = channel(session, command);
    try {
      channel.setIn(input);
      channel.setOut(output);
      channel.setErr(output);
      channel.open().verify(OPENING);
      return channel;
    } catch (IOException e) {
      channel.close(true);
      throw e;
    }
  }

  private static ChannelExec channel(ClientSession session, String command) throws IOException {
    try {
      return session.createExecChannel(command);
    } catch (IllegalStateException closing) {
      throw new IOException("the connection was cut off just now", closing);
    }
  }

  private void await(ChannelExec channel, Taken input, Duration limit) throws InterruptedException {
    Set<ClientChannelEvent> events = EnumSet.noneOf(ClientChannelEvent.class);
    Duration waited = Duration.ZERO;
    long before = 0;
    while (!events.contains(ClientChannelEvent.CLOSED)) {
      if (waited.compareTo(limit) > 0) {
        throw failed("a command did not end within " + limit, null);
      }
      events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SLICE);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a command ran on " + server);
      }
      long now = input.bytes.get();
      waited = now > before ? Duration.ZERO : waited.plus(SLICE);
      before = now;
    }
  }

  private TargetException failed(String found, @Nullable Throwable cause) {
    return new TargetException(
        new Problem(
            "server " + server,
            found,
            "a server that carries out commands",
            "look at the server, then deploy again"),
        cause);
  }

  /** Counts what is taken of an input. */
  private static final class Taken extends FilterInputStream {
    final AtomicLong bytes = new AtomicLong();

    Taken(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      bytes.addAndGet(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int taken = super.read(into, from, length);
      bytes.addAndGet(Math.max(0, taken));
      return taken;
    }
  }

  /** Keeps the end of what is written. */
  private static final class Tail extends ByteArrayOutputStream {
    private final int most;

    Tail(int most) {
      this.most = most;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      if (count / 2 > most) {
        System.arraycopy(buf, count - most, buf, 0, most);
        count = most;
      }
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }
}
