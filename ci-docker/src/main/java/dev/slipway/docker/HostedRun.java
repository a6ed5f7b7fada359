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

/**
 * What a command in a container has done. Immutable.
 *
 * @param exitCode its exit code
 * @param output what it wrote as output
 * @param errors what it wrote as errors
 * @since 0.1
 */
public record HostedRun(int exitCode, String output, String errors) {
  private static final int MOST = 16 * 1024 * 1024;

  /** Runs a command and waits until it is over. */
  static HostedRun of(Engine engine, String container, List<String> argv, Duration limit)
      throws InterruptedException {
    String exec = engine
        .calls()
        .execCreateCmd(container)
        .withCmd(argv.toArray(String[]::new))
        .withAttachStdout(true)
        .withAttachStderr(true)
        .exec()
        .getId();
    try (Streams streams = new Streams()) {
      engine.streams().execStartCmd(exec).exec(streams);
      if (!streams.isOverWithin(limit)) {
        throw failed(container, argv, "is not over within " + limit);
      }
      streams.awaitCompletion();
      if (streams.size() > MOST) {
        throw failed(container, argv, "writes more than " + MOST + " bytes");
      }
      Long code = engine.calls().inspectExecCmd(exec).exec().getExitCodeLong();
      return new HostedRun(
          code == null ? -1 : code.intValue(),
          streams.output.toString(StandardCharsets.UTF_8),
          streams.errors.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RuntimeUnavailableException failed(
      String container, List<String> argv, String found) {
    return new RuntimeUnavailableException(
        new Problem(
            "container '" + container + "'",
            "'" + argv.get(0) + "' " + found,
            "a command that answers",
            "look at the container"),
        null);
  }

  private static final class Streams extends Answer<Frame> {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int size() {
      return output.size() + errors.size();
    }

    @Override
    public void onNext(Frame frame) {
      byte[] bytes = frame.getPayload();
      if (bytes != null && size() <= MOST) {
        (frame.getStreamType() == StreamType.STDERR ? errors : output).writeBytes(bytes);
      }
    }
  }
}
