package dev.slipway.docker;

import dev.slipway.model.LogStream;
import dev.slipway.runtime.OutputSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The command of a container that was started ahead. A shell waits there for one line, and then becomes the command, so that starting the
 * container, which takes longest, is over when the step begins. If this process dies, the line never comes and the shell
 * ends. For one thread at a time.
 */
final class HeldCommand {
  private static final String READY_THEN_WAIT = "echo && read -r slipway_word";
  private static final String FORGET = "unset slipway_word PWD OLDPWD SHLVL";
  private static final String BECOME = "exec \"$@\" </dev/null";
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern OF_SHELLS = Pattern.compile(
      "_|PWD|OLDPWD|SHLVL|IFS|PS[0-9]|OPT[A-Z]+|E?UID|PPID|GROUPS|RANDOM|SRANDOM|SECONDS|LINENO|HISTCMD|DIRSTACK|FUNCNAME"
          + "|SHELLOPTS|POSIXLY_CORRECT|EPOCH[A-Z]+|COMP_.*|BASH.*|MAIL.*|slipway_word");
  private static final byte[] LINE = {'\n'};
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final ByteQueue input = new ByteQueue();
  private final Output output = new Output();
  private final OutputFrames frames = new OutputFrames(output);
  private final ExitCode exitCode = new ExitCode();

  private HeldCommand() {}

  /**
   * Returns whether a shell can become this command, and nobody notices: it would take a name that looks like an option for one,
   * loses variables whose names are no names to it, and has its own idea of some others.
   *
   * @param variables the names of those that the command gets
   */
  static boolean mayHold(List<String> argv, Collection<String> variables) {
    return !argv.get(0).startsWith("-")
        && variables.stream()
            .allMatch(
                name -> NAME.matcher(name).matches() && !OF_SHELLS.matcher(name).matches());
  }

  /**
   * Returns the first process of such a container.
   *
   * @param directory where the command runs; it may be made while the shell waits
   */
  static List<String> firstProcess(List<String> argv, String directory) {
    List<String> words = new ArrayList<>(List.of(
        Idle.SHELL,
        "-c",
        READY_THEN_WAIT + " && cd \"$0\" && " + FORGET + " && " + BECOME,
        directory));
    words.addAll(argv);
    return words;
  }

  /** Starts a container made for this, and waits until its shell waits; empty if it has none. */
  static Optional<HeldCommand> start(Engine engine, String container) throws InterruptedException {
    HeldCommand held = new HeldCommand();
    boolean waits = false;
    try {
      engine
          .streams()
          .attachContainerCmd(container)
          .withStdIn(held.input.reader())
          .withStdOut(true)
          .withStdErr(true)
          .withFollowStream(true)
          .exec(held.frames)
          .awaitStarted();
      engine.calls().startContainerCmd(container).exec();
      engine.streams().waitContainerCmd(container).exec(held.exitCode);
      waits = held.waits();
      return waits ? Optional.of(held) : Optional.empty();
    } finally {
      if (!waits) {
        held.close();
      }
    }
  }

  private boolean waits() throws InterruptedException {
    long looks = START_LIMIT.dividedBy(LOOK_AGAIN);
    while (looks-- > 0 && !output.ready && !frames.isOverWithin(LOOK_AGAIN)) {
      // it is being started
    }
    return output.ready;
  }

  /** Lets the shell become the command, whose output goes to a sink. */
  OutputFrames begin(OutputSink sink) {
    output.sink = sink;
    input.put(LINE, 0, LINE.length);
    return frames;
  }

  /** Returns the answer that tells how it ended. */
  ExitCode exitCode() {
    return exitCode;
  }

  /** Lets go of its input and output. A shell that still waits ends. */
  void close() {
    input.end();
    try {
      frames.close();
      exitCode.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What comes before the command begins is the sign of the shell. */
  private static final class Output implements OutputSink {
    private volatile @Nullable OutputSink sink;
    private volatile boolean ready;

    @Override
    public void write(LogStream stream, byte[] bytes, int offset, int length) {
      OutputSink target = sink;
      if (target != null) {
        target.write(stream, bytes, offset, length);
      } else if (stream == LogStream.OUT) {
        ready = new String(bytes, offset, length, StandardCharsets.ISO_8859_1).equals("\n");
      }
    }
  }
}
