package dev.slipway.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A command in a container that answers each line of its input, and ends each answer with a NUL byte. To ask it takes a fraction of what it takes to start a command. It ends when its input does: when this is
 * closed, when the runtime is, or when this process ends. Thread-safe; one asks at a time.
 *
 * @since 0.1
 */
public final class HostedDialog implements AutoCloseable {
  private static final int MOST = 16 * 1024 * 1024;

  private final String container;
  private final ByteQueue input = new ByteQueue();
  private final Speaker speaker = new Speaker();
  private final ReentrantLock turn = new ReentrantLock();

  private HostedDialog(String container) {
    this.container = container;
  }

  static HostedDialog open(Engine engine, String container, List<String> argv) {
    String exec = engine
        .calls()
        .execCreateCmd(container)
        .withCmd(argv.toArray(String[]::new))
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .exec()
        .getId();
    HostedDialog dialog = new HostedDialog(container);
    engine.streams().execStartCmd(exec).withStdIn(dialog.input.reader()).exec(dialog.speaker);
    return dialog;
  }

  /**
   * Asks something, and returns the answer without the byte at its end.
   *
   * @param line without an end of line
   * @throws RuntimeUnavailableException if there is no answer within the limit, or the command has ended; this is closed then
   * @throws InterruptedException if this thread is interrupted; this is closed then
   */
  public String ask(String line, Duration limit) throws InterruptedException {
    turn.lockInterruptibly();
    boolean answered = false;
    try {
      byte[] words = (line + "\n").getBytes(StandardCharsets.UTF_8);
      input.put(words, 0, words.length);
      String answer = speaker.await(limit);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        close();
      }
      turn.unlock();
    }
  }

  /** Ends the command. */
  @Override
  public void close() {
    input.end();
    try {
      speaker.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Speaker extends Answer<Frame> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream(); // guarded by lock
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream(); // guarded by lock
    private @Nullable String answer; // guarded by lock
    private boolean ended; // guarded by lock

    String await(Duration limit) throws InterruptedException {
      long left = limit.toNanos();
      lock.lockInterruptibly();
      try {
        while (answer == null || ended) {
          if (ended) {
            throw failed("the command in it has ended: " + why());
          }
          if (left <= 0) {
            throw failed("the command in it does not answer within " + limit);
          }
          left = changed.awaitNanos(left);
        }
        String complete = answer;
        answer = null;
        return complete;
      } finally {
        lock.unlock();
      }
    }

    /** Returns what it said last, or what broke the connection. */
    private String why() {
      try {
        throwFirstError();
      } catch (RuntimeException e) {
        return Reason.of(e);
      }
      return Reason.line(errors.toString(StandardCharsets.UTF_8));
    }

    private RuntimeUnavailableException failed(String found) {
      return new RuntimeUnavailableException(
          new Problem(
              "container '" + container + "'",
              found.strip(),
              "a command that answers",
              "look at the container"),
          null);
    }

    @Override
    public void onNext(Frame frame) {
      byte[] bytes = frame.getPayload();
      if (bytes == null) {
        return;
      }
      lock.lock();
      try {
        if (ended) {
          return;
        }
        if (frame.getStreamType() == StreamType.STDERR) {
          keep(errors, bytes, bytes.length);
        } else if (bytes.length > 0 && bytes[bytes.length - 1] == 0) {
          keep(output, bytes, bytes.length - 1);
          answer = output.toString(StandardCharsets.UTF_8);
          output.reset();
          errors.reset();
          changed.signalAll();
        } else {
          keep(output, bytes, bytes.length);
        }
      } finally {
        lock.unlock();
      }
    }

    private static void keep(ByteArrayOutputStream where, byte[] bytes, int length) {
      where.write(bytes, 0, Math.min(length, MOST - where.size()));
    }

    @Override
    public void close() throws IOException {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      super.close();
    }
  }
}
