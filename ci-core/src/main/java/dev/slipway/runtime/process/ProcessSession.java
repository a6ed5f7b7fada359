package dev.slipway.runtime.process;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Commands of one attempt as processes. For one thread. */
final class ProcessSession implements StepSession {
  private static final Duration OUTPUT_LIMIT = Duration.ofSeconds(1);
  private static final int MOST_OPEN = 32;

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
  public void startServices(OutputSink log) {
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
      finishOutput();
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
    dropPipesWithoutProcess();
    try {
      return start(command, Outlets.open(pipes, log));
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

  private RunningCommand start(Command command, Outlets outlets) throws IOException {
    RunningCommand running;
    try {
      Process process =
          launch.start(command, outlets.out().pipe(), outlets.err().pipe());
      running = new RunningCommand(process, new Pump(outlets, earlier()));
    } catch (RuntimeException e) {
      outlets.close();
      throw e;
    }
    commands.add(running);
    running.pump().start(time, running.process(), spec.step());
    outlets.connected();
    table.started(marker, running.process());
    return running;
  }

  /** Returns the pipes that children of earlier commands may still write to. */
  private List<Outlets> earlier() {
    if (!commands.stream().allMatch(RunningCommand::isOver)) {
      // a sink that takes nothing still holds the pump of a command that was stopped
      return List.of();
    }
    return commands.stream()
        .filter(RunningCommand::isOpen)
        .map(RunningCommand::outlets)
        .toList();
  }

  private void dropPipesWithoutProcess() {
    List<RunningCommand> open = commands.stream()
        .filter(command -> command.isOpen() && command.isOver())
        .toList();
    if (open.isEmpty()) {
      return;
    }
    boolean alone = processes().isEmpty();
    // a bound on file handles: children of older commands lose their reader
    int most = alone ? 0 : MOST_OPEN;
    for (RunningCommand command : open.subList(0, Math.max(0, open.size() - most))) {
      command.deliverRest();
      command.closeOutput();
    }
  }

  private void stop(RunningCommand running, long deadlineNanos) throws InterruptedException {
    ender.stop(this::processes, deadlineNanos);
    running.awaitOutput(OUTPUT_LIMIT);
  }

  /** Delivers what is left, but does not wait for ever for a sink that takes nothing. */
  private void finishOutput() throws InterruptedException {
    boolean quick = commands.stream().allMatch(RunningCommand::isOver)
        && commands.stream().noneMatch(RunningCommand::hasRest);
    if (quick) {
      commands.forEach(RunningCommand::closeOutput);
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    List<RunningCommand> all = List.copyOf(commands);
    time.start("slipway-end " + spec.step(), () -> {
      try {
        for (RunningCommand command : all) {
          command.awaitOutput();
          if (command.isOpen()) {
            command.deliverRest();
            command.closeOutput();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        done.countDown();
      }
    });
    done.await(OUTPUT_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
  }

  private List<Found> processes() {
    return table.ofSession(
        marker, commands.stream().map(RunningCommand::process).toList());
  }
}
