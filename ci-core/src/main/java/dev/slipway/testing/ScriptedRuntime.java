package dev.slipway.testing;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.Image;
import dev.slipway.model.LogStream;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Time;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A fake runtime that follows scripts, and notes every call that breaks the order {@link StepSession} demands. */
final class ScriptedRuntime implements StepRuntime {
  private final Time time;
  private final Function<String, StepScript> scripts;
  private final List<String> violations = new ArrayList<>();
  private int open;
  private boolean closed;

  ScriptedRuntime(Time time, Function<String, StepScript> scripts) {
    this.time = time;
    this.scripts = scripts;
  }

  /** Returns what was done in a wrong order so far. */
  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Returns how many sessions are open. */
  int openSessions() {
    return open;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public List<Problem> check(Collection<Image> images, boolean services) {
    demand(!closed, "check after close of the runtime");
    return List.of();
  }

  /** Every image is there, and its name alone makes its content. */
  @Override
  public Optional<String> digest(Image image) {
    demand(!closed, "digest after close of the runtime");
    return Optional.of(String.format("sha256:%064x", image.name().hashCode() & 0xffffffffL));
  }

  @Override
  public StepSession open(SessionSpec spec) {
    demand(!closed, "open after close of the runtime, for step '" + spec.step() + "'");
    StepScript script = scripts.apply(spec.step());
    if (script.fault != null && script.isBad(spec.attempt())) {
      throw new RuntimeUnavailableException(script.fault, null);
    }
    open++;
    return new Session(spec, script);
  }

  @Override
  public List<String> reap(String buildId) {
    return List.of();
  }

  @Override
  public void close() {
    demand(!closed, "second close of the runtime");
    demand(open == 0, "close of the runtime with " + open + " open sessions");
    closed = true;
  }

  private void demand(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
    }
  }

  private final class Session implements StepSession {
    private final SessionSpec spec;
    private final StepScript script;
    private int commands;
    private boolean ran;
    private boolean running;
    private boolean over;

    Session(SessionSpec spec, StepScript script) {
      this.spec = spec;
      this.script = script;
    }

    @Override
    public void startServices(OutputSink log) {
      demand(!ran, "services after a command, in " + spec);
      demand(!over, "services after close, in " + spec);
    }

    @Override
    public ExitStatus run(Command command, OutputSink log) throws InterruptedException {
      demand(!over, "a command after close, in " + spec);
      demand(!running, "two commands at once, in " + spec);
      demand(isAnnounced(command), "a command that was not announced, in " + spec);
      commands++;
      if (ran) {
        return new ExitStatus.Exited(
            0); // the script is about the step, and its first command acts it out
      }
      running = true;
      ran = true;
      try {
        if (!script.text.isEmpty()) {
          byte[] text = script.text.getBytes(StandardCharsets.UTF_8);
          log.write(LogStream.OUT, text, 0, text.length);
        }
        Scripts.take(time, script);
      } finally {
        running = false;
      }
      boolean bad = script.isBad(spec.attempt());
      if (bad && script.outOfMemory) {
        return new ExitStatus.OutOfMemory();
      }
      return new ExitStatus.Exited(bad ? script.exitCode : 0);
    }

    private boolean isAnnounced(Command command) {
      List<Command> announced = spec.commands();
      return announced.isEmpty()
          || (commands < announced.size() && announced.get(commands).equals(command));
    }

    @Override
    public void close() {
      demand(!running, "close during a command, in " + spec);
      demand(!over, "second close, in " + spec);
      over = true;
      open--;
    }
  }
}
