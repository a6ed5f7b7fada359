package dev.slipway.engine;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Cancellation;
import dev.slipway.model.CommandRunner;
import dev.slipway.model.LogStream;
import dev.slipway.model.Outcome;
import dev.slipway.model.Parameter;
import dev.slipway.model.Reason;
import dev.slipway.model.Step;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.model.StepLog;
import dev.slipway.model.StepRef;
import dev.slipway.model.Work;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call of a Java step, and what it sees of the build. */
final class ActionCall implements StepContext {
  private final BuildRun build;
  private final BuildFacts facts;
  private final Step step;
  private final Work.Action work;
  private final int attempt;
  private final StepOutputPipe pipe;
  private final Attempt owner;
  private final ActionCommands commands;

  ActionCall(BuildRun build, Step step, int attempt, StepOutputPipe pipe, Attempt owner) {
    this.build = build;
    this.facts = build.facts();
    this.step = step;
    this.work = (Work.Action) step.work();
    this.attempt = attempt;
    this.pipe = pipe;
    this.owner = owner;
    this.commands = new ActionCommands(owner::open, pipe, facts.secrets());
  }

  AttemptResult result() throws InterruptedException {
    AttemptResult result;
    try (commands) {
      result = AttemptResult.succeeded(output(), List.of());
    } catch (InterruptedException e) {
      if (owner.isStopRequested()) {
        throw e;
      }
      result = threw(e);
    } catch (StepFailedException e) {
      result = AttemptResult.bad(Outcome.FAILED, e.reason());
    } catch (SlipwayException e) {
      result = AttemptResult.bad(Outcome.ERRORED, new Reason.NotRunnable(e.problems()));
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Exception | Error e) {
      result = threw(e);
    }
    return result;
  }

  /** Returns what the action returns; the container of one that fails is kept where the step says so. */
  private @Nullable Object output() throws Exception {
    try {
      return facts.parts().actions().invoke(step, work.action(), this);
    } catch (Exception e) {
      boolean couldNotRun = e instanceof InterruptedException
          || (e instanceof SlipwayException && !(e instanceof StepFailedException));
      if (!couldNotRun) {
        commands.keep(owner::keep);
      }
      throw e;
    }
  }

  private AttemptResult threw(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace, true));
    pipe.line(LogStream.ERR, trace.toString().stripTrailing());
    String message = e.getMessage() == null ? "" : e.getMessage();
    return AttemptResult.bad(Outcome.FAILED, new Reason.Threw(e.getClass().getName(), message));
  }

  @Override
  public String buildId() {
    return facts.id();
  }

  @Override
  public String stepName() {
    return step.name();
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public BuildContext build() {
    return facts.context();
  }

  @Override
  public Map<String, String> variables() {
    return facts.variables().of(step);
  }

  @Override
  public Path workspace() {
    return facts.workspace();
  }

  @Override
  public <T> T input(StepRef<T> ref) {
    boolean declared =
        step.flow().inputs().stream().anyMatch(input -> input.name().equals(ref.name()))
            || work.action().inputs().stream().anyMatch(input -> input.name().equals(ref.name()));
    if (!declared) {
      throw undeclared(
          "the output of step '" + ref.name() + "'",
          "input(...) of the step, or inputs() of its action");
    }
    Object output = facts.output(step.resolve(ref.name()));
    if (output == null) {
      throw new StepFailedException(
          "step '" + ref.name() + "' returned nothing, but its output is used");
    }
    return ref.type().cast(output);
  }

  @Override
  public Artifact artifact(ArtifactRef ref) {
    if (!step.consumes().contains(ref) && !work.action().artifacts().contains(ref)) {
      throw undeclared(ref.toString(), "consumes(...) of the step, or artifacts() of its action");
    }
    return StepArtifacts.get(facts, step, ref);
  }

  @Override
  public Path content(Artifact.Entry file) {
    return facts.parts().artifacts().content(file);
  }

  @Override
  @SuppressWarnings("unchecked") // the plan has checked the types of all values
  public <T> T parameter(Parameter<T> parameter) {
    Object value = facts.context().parameters().get(parameter.name());
    if (value == null) {
      throw undeclared(
          "the parameter '" + parameter.name() + "'", "parameter(...) of the pipeline");
    }
    return (T) value;
  }

  @Override
  public Secret secret(String name) {
    if (!step.execution().secrets().containsValue(name)
        && !work.action().secrets().contains(name)) {
      throw undeclared(
          "the secret '" + name + "'", "secret(...) of the step, or secrets() of its action");
    }
    return facts.secrets().get(name);
  }

  @Override
  public StepLog log() {
    return new StepLog() {
      @Override
      public void line(String text) {
        pipe.line(LogStream.OUT, text);
      }

      @Override
      public void error(String text) {
        pipe.line(LogStream.ERR, text);
      }

      @Override
      public OutputStream stream(LogStream stream) {
        return new PipeStream(pipe, stream);
      }
    };
  }

  @Override
  public Cancellation cancellation() {
    return owner::isStopRequested;
  }

  @Override
  public CommandRunner runtime() {
    return commands;
  }

  @Override
  public Time time() {
    return facts.time();
  }

  @Override
  public void report(String name, Map<String, Object> payload) {
    ActionReports.record(build, step, owner, name, payload);
  }

  private IllegalStateException undeclared(String what, String how) {
    return new IllegalStateException("step '" + step.name() + "' uses " + what
        + " without declaring it; declare it with " + how);
  }

  /** A stream into the log. */
  private static final class PipeStream extends OutputStream {
    private final StepOutputPipe pipe;
    private final LogStream stream;

    PipeStream(StepOutputPipe pipe, LogStream stream) {
      this.pipe = pipe;
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      pipe.write(stream, bytes, offset, length);
    }
  }
}
