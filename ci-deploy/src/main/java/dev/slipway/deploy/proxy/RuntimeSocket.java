package dev.slipway.deploy.proxy;

import dev.slipway.deploy.target.TargetException;
import dev.slipway.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks by a socket: one command on each connection, answered until its end. Thread-safe. */
final class RuntimeSocket implements RuntimeChannel {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST = 16 * 1024 * 1024;

  private final SocketAddress address;

  RuntimeSocket(SocketAddress address) {
    this.address = address;
  }

  @Override
  public String ask(String command, Time time) throws InterruptedException {
    long deadline = time.nanos() + PATIENCE.toNanos();
    try (SocketChannel channel = open();
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      if (!channel.connect(address)) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        await(selector, deadline, time);
        channel.finishConnect();
        key.interestOps(0);
      }
      ByteBuffer words = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
      while (words.hasRemaining()) {
        channel.register(selector, SelectionKey.OP_WRITE);
        await(selector, deadline, time);
        channel.write(words);
      }
      channel.register(selector, SelectionKey.OP_READ);
      return answer(channel, selector, deadline, time);
    } catch (IOException e) {
      throw failed("it cannot be asked: " + e, e);
    }
  }

  private SocketChannel open() throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }

  private String answer(SocketChannel channel, Selector selector, long deadline, Time time)
      throws IOException, InterruptedException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer part = ByteBuffer.allocate(8192);
    while (true) {
      await(selector, deadline, time);
      if (channel.read(part) < 0) {
        return answer.toString(StandardCharsets.UTF_8).strip();
      }
      answer.write(part.array(), 0, part.position());
      part.clear();
      if (answer.size() > MOST) {
        throw failed("it answers with more than " + MOST + " bytes", null);
      }
    }
  }

  private void await(Selector selector, long deadline, Time time)
      throws IOException, InterruptedException {
    long left = Duration.ofNanos(deadline - time.nanos()).toMillis();
    selector.selectedKeys().clear();
    if (left > 0 && selector.select(left) > 0) {
      return;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while HAProxy was asked");
    }
    throw failed("it does not answer within " + PATIENCE, null);
  }

  private TargetException failed(String found, @Nullable Throwable cause) {
    return RuntimeApi.failed(this, found, cause);
  }

  @Override
  public String toString() {
    return "HAProxy at " + address;
  }
}
