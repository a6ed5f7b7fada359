package dev.slipway.runtime.process;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.LogStream;
import dev.slipway.model.Service;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepSession;
import dev.slipway.time.Interrupts;
import dev.slipway.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Commands of one attempt as processes. For one thread. */
final class ProcessSession implements StepSession {
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);

  private final SessionSpec spec;
  private final Time time;
  private final ProcessTable table;
  private final Pipes pipes;
  private final Ender ender;
  private final Marker marker;
  private final Launch launch;
  private final List<RunningCommand> commands = new ArrayList<>();
  private boolean closed;

  ProcessSession(SessionSpec spec, Time time, ProcessTable table, Pipes pipes) {
    this.spec = spec;
    this.time = time;
    this.table = table;
    this.pipes = pipes;
    this.ender = new Ender(time);
    this.marker = Marker.forSessionOf(spec.buildId());
    this.launch = new Launch(spec, table.launcher(), marker);
  }

  @Override
  public void startService(String alias, Service service, OutputSink log) {
    throw new RuntimeUnavailableException(ProcessRuntime.noServices(launch.place()), null);
  }

  @Override
  public ExitStatus run(Command command, OutputSink log) throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the session of step '" + spec.step() + "' is closed");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before the command was started");
    }
    RunningCommand running = start(command, log);
    try {
      return ExitStatus.ofCode(running.await());
    } catch (InterruptedException e) {
      long deadline = time.nanos() + spec.grace().toNanos();
      Interrupts.defer(() -> stop(running, deadline));
      throw e;
    }
  }

  @Override
  public void close() {
    if (closed || commands.isEmpty()) {
      closed = true;
      return;
    }
    closed = true;
    Interrupts.defer(() -> {
      List<Found> left = ender.kill(this::processes);
      for (RunningCommand command : commands) {
        command.finishOutput(left.isEmpty() ? OUTPUT_LIMIT : Duration.ZERO);
      }
      if (!left.isEmpty()) {
        throw new RuntimeUnavailableException(
            new Problem(
                launch.place(),
                "processes would not end although they were killed: " + left,
                "that nothing is left of the step",
                "look what keeps them, most often a disk or network file system that does not answer"),
            null);
      }
      table.ended(marker);
    });
  }

  private RunningCommand start(Command command, OutputSink log) throws InterruptedException {
    try {
      Pump out = Pump.open(pipes.take(), LogStream.OUT, log);
      try {
        return start(command, out, Pump.open(pipes.take(), LogStream.ERR, log));
      } finally {
        out.releaseUnlessStarted();
      }
    } catch (IOException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              launch.place(),
              "no pipe could be made for the output of the command",
              "a state directory that takes named pipes, and free file handles",
              "see the cause below"),
          e);
    }
  }

  private RunningCommand start(Command command, Pump out, Pump err) throws IOException {
    try {
      Process process = launch.start(command, out.pipe(), err.pipe());
      RunningCommand running = new RunningCommand(process, out, err);
      commands.add(running);
      table.started(marker, process);
      out.start(time, process, spec.step());
      err.start(time, process, spec.step());
      return running;
    } finally {
      err.releaseUnlessStarted();
    }
  }

  private void stop(RunningCommand running, long deadlineNanos) throws InterruptedException {
    List<Found> left = ender.stop(this::processes, deadlineNanos);
    running.finishOutput(left.isEmpty() ? OUTPUT_LIMIT : Duration.ZERO);
  }

  private List<Found> processes() {
    return table.ofSession(
        marker, commands.stream().map(RunningCommand::process).toList());
  }
}
