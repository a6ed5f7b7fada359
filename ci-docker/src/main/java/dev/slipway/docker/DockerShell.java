package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import dev.slipway.runtime.Shell;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shell in a container that is kept. */
final class DockerShell implements Shell {
  private static final Logger log = LoggerFactory.getLogger(DockerShell.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Engine engine;
  private final Time time;
  private final String exec;
  private final ByteQueue keys = new ByteQueue();
  private final ByteQueue screen = new ByteQueue();
  private final Answer<Frame> answer = new Answer<>() {
    @Override
    public void onNext(Frame frame) {
      byte[] bytes = frame.getPayload();
      if (bytes != null) {
        screen.put(bytes, 0, bytes.length);
      }
    }

    @Override
    public void close() throws IOException {
      screen.end();
      keys.end();
      super.close();
    }
  };

  private DockerShell(Engine engine, Time time, String exec) {
    this.engine = engine;
    this.time = time;
    this.exec = exec;
  }

  static DockerShell open(Engine engine, Time time, String container) {
    String exec = engine
        .calls()
        .execCreateCmd(container)
        .withCmd(Idle.SHELL)
        .withTty(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .exec()
        .getId();
    DockerShell shell = new DockerShell(engine, time, exec);
    engine
        .streams()
        .execStartCmd(exec)
        .withTty(true)
        .withStdIn(shell.keys.reader())
        .exec(shell.answer);
    return shell;
  }

  @Override
  public OutputStream input() {
    return keys.writer();
  }

  @Override
  public InputStream output() {
    return screen.reader();
  }

  @Override
  public void resize(int columns, int rows) {
    try {
      engine.calls().resizeExecCmd(exec).withSize(rows, columns).exec();
    } catch (DockerException e) {
      log.debug("The terminal could not be resized to {} by {}", columns, rows, e);
    }
  }

  @Override
  public int await() throws InterruptedException {
    for (; ; ) {
      if (answer.isOverWithin(LOOK_AGAIN)) {
        time.sleep(LOOK_AGAIN);
      }
      Long code = engine.calls().inspectExecCmd(exec).exec().getExitCodeLong();
      if (code != null) {
        return code.intValue();
      }
    }
  }

  @Override
  public void close() {
    try {
      answer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
