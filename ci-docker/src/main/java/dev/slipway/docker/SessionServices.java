package dev.slipway.docker;

import dev.slipway.model.Network;
import dev.slipway.model.ServiceGroup;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The services that a session sees: its own, and those of the groups around its step. For one thread. */
final class SessionServices {
  private final Docker docker;
  private final ServiceGroups groups;
  private final SessionSpec spec;
  private final List<RunningServices> all = new ArrayList<>();
  private @Nullable RunningServices own;
  private @Nullable OutputSink reader;

  SessionServices(Docker docker, ServiceGroups groups, SessionSpec spec) {
    this.docker = docker;
    this.groups = groups;
    this.spec = spec;
  }

  void start(OutputSink log) throws InterruptedException {
    OutputSink safe = new SafeSink(log);
    reader = safe;
    boolean internal = spec.execution().container().network() == Network.SERVICES_ONLY;
    if (!spec.execution().services().isEmpty()) {
      own = new RunningServices(
          docker, "step '" + spec.step() + "'", spec, spec.execution().services(), internal);
      own.start(safe);
      all.add(own);
    }
    for (ServiceGroup shared : spec.execution().sharedServices()) {
      all.add(groups.running(spec, shared, internal, safe));
    }
  }

  /** Returns the networks on which the services are reached. */
  List<String> networks() {
    return all.stream().map(RunningServices::network).toList();
  }

  /** Runs a command, and ends its container when a service dies meanwhile. */
  ExitStatus watching(StepContainer container, CommandRun command) throws InterruptedException {
    if (all.isEmpty()) {
      return command.run();
    }
    throwIfDead();
    Runnable kill = container::kill;
    all.forEach(services -> services.onDeath(kill));
    try {
      ExitStatus status = command.run();
      if (status.succeeded()) {
        return status;
      }
      throwIfDead();
      return status;
    } catch (RuntimeUnavailableException e) {
      throwIfDead();
      throw e;
    } finally {
      all.forEach(services -> services.noLonger(kill));
    }
  }

  private void throwIfDead() {
    Optional<RuntimeUnavailableException> death =
        all.stream().flatMap(services -> services.death().stream()).findFirst();
    if (death.isPresent()) {
      throw death.get();
    }
  }

  /** Ends those of the step, and stops reading those that are shared. */
  void close() {
    OutputSink known = reader;
    if (known != null) {
      all.forEach(services -> services.removeReader(known));
    }
    if (own != null) {
      own.stop();
      own = null;
    }
    all.clear();
  }

  /** A command to its end. */
  interface CommandRun {
    ExitStatus run() throws InterruptedException;
  }
}
