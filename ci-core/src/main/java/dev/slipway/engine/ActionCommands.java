package dev.slipway.engine;

import dev.slipway.model.Command;
import dev.slipway.model.CommandResult;
import dev.slipway.model.CommandRunner;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.StepSession;
import dev.slipway.secret.RedactingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands of a Java step, in one session that is opened by the first of them. */
final class ActionCommands implements CommandRunner, AutoCloseable {
  private final Opener opener;
  private final StepOutputPipe pipe;
  private final Secrets secrets;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable StepSession session; // guarded by lock

  ActionCommands(Opener opener, StepOutputPipe pipe, Secrets secrets) {
    this.opener = opener;
    this.pipe = pipe;
    this.secrets = secrets;
  }

  @Override
  public CommandResult tryRun(Command command) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (session == null) {
        session = opener.open();
      }
      Tail tail = new Tail();
      RedactingOutput redacted = secrets.redactor().redacting(tail);
      ExitStatus status = session.run(command, (stream, bytes, offset, length) -> {
        pipe.write(stream, bytes, offset, length);
        if (stream == LogStream.OUT) {
          write(redacted, bytes, offset, length);
        }
      });
      finish(redacted);
      return new CommandResult(command, Attempt.reason(status, command), tail.text());
    } finally {
      lock.unlock();
    }
  }

  /** Keeps the session of the commands, if there were some. */
  void keep(Consumer<StepSession> keeper) {
    lock.lock();
    try {
      if (session != null) {
        keeper.accept(session);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (session != null) {
        session.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void write(RedactingOutput target, byte[] bytes, int offset, int length) {
    try {
      target.write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void finish(RedactingOutput target) {
    try {
      target.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens the session. */
  @FunctionalInterface
  interface Opener {
    StepSession open() throws InterruptedException;
  }

  /** Keeps the last bytes of a stream, in a ring. */
  private static final class Tail extends OutputStream {
    private final byte[] ring = new byte[64 * 1024];
    private long count;

    @Override
    public void write(int b) {
      ring[(int) (count++ % ring.length)] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int skipped = Math.max(0, length - ring.length);
      count += skipped;
      for (int i = offset + skipped; i < offset + length; i++) {
        write(bytes[i]);
      }
    }

    String text() {
      if (count <= ring.length) {
        return new String(ring, 0, (int) count, StandardCharsets.UTF_8);
      }
      byte[] ordered = new byte[ring.length];
      int start = (int) (count % ring.length);
      System.arraycopy(ring, start, ordered, 0, ring.length - start);
      System.arraycopy(ring, 0, ordered, ring.length - start, start);
      return new String(ordered, StandardCharsets.UTF_8);
    }
  }
}
