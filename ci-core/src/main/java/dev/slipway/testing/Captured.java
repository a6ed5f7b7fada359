package dev.slipway.testing;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** Keeps what a command writes, and tells when its first output is there. */
final class Captured implements OutputSink {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CountDownLatch begun = new CountDownLatch(1);

  @Override
  public void write(LogStream stream, byte[] bytes, int offset, int length) {
    (stream == LogStream.OUT ? out : err).write(bytes, offset, length);
    begun.countDown();
  }

  /** Waits for the first output, or for the end of the command. */
  void awaitOutput() throws InterruptedException {
    begun.await();
    Expect.that(out.size() + err.size() > 0, "the command was over before it wrote anything");
  }

  void over() {
    begun.countDown();
  }

  byte[] bytes(LogStream stream) {
    return (stream == LogStream.OUT ? out : err).toByteArray();
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
