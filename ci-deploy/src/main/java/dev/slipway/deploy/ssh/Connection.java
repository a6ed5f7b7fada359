package dev.slipway.deploy.ssh;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
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

  /** Runs a script that reads a text. */
  Answer run(String script, String input, Duration limit) throws InterruptedException {
    return run(script, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), limit);
  }

  /**
   * Runs a script by {@code sh}. What is not meant for everybody's eyes on the server comes by the input, as command lines are seen by all.
   *
   * @throws TargetException if the connection is lost, or the limit is over
   * @throws InterruptedException if the thread is interrupted; the script may go on
   */
  Answer run(String script, InputStream input, Duration limit) throws InterruptedException {
    Tail output = new Tail();
    try (ChannelExec channel = begun("sh -c " + Shell.quote(script), input, output)) {
      await(channel, limit);
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
    ChannelExec channel = session.createExecChannel(command);
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

  private void await(ChannelExec channel, Duration limit) throws InterruptedException {
    Set<ClientChannelEvent> events = EnumSet.noneOf(ClientChannelEvent.class);
    for (Duration waited = Duration.ZERO;
        !events.contains(ClientChannelEvent.CLOSED);
        waited = waited.plus(SLICE)) {
      if (waited.compareTo(limit) > 0) {
        throw failed("a command did not end within " + limit, null);
      }
      events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), SLICE);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a command ran on " + server);
      }
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

  /** Keeps the end of what is written. */
  private static final class Tail extends ByteArrayOutputStream {
    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      if (count > 2 * MOST_OUTPUT) {
        System.arraycopy(buf, count - MOST_OUTPUT, buf, 0, MOST_OUTPUT);
        count = MOST_OUTPUT;
      }
    }

    String text() {
      return toString(StandardCharsets.UTF_8);
    }
  }
}
