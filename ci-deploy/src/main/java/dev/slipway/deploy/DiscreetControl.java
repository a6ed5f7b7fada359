package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.Rehearsal;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.secret.Redactor;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A target's control whose failures, which may show what an application has written, show no secret. */
record DiscreetControl(TargetControl control, Redactor redactor) implements TargetControl {
  /** Something that is done with the target. */
  private interface Work<T extends @Nullable Object> {
    T run() throws InterruptedException;
  }

  private <T extends @Nullable Object> T guarded(Work<T> work) throws InterruptedException {
    try {
      return work.run();
    } catch (ReleaseNotStartedException e) {
      Problem problem = redacted(e.problems().get(0));
      List<String> output = e.output().stream().map(redactor::redact).toList();
      throw problem.equals(e.problems().get(0)) && output.equals(e.output())
          ? e
          : new ReleaseNotStartedException(problem, output);
    } catch (TargetException e) {
      Problem problem = redacted(e.problems().get(0));
      throw problem.equals(e.problems().get(0)) ? e : new TargetException(problem);
    }
  }

  private Problem redacted(Problem problem) {
    return new Problem(
        redactor.redact(problem.place()),
        redactor.redact(problem.found()),
        redactor.redact(problem.expected()),
        redactor.redact(problem.remedy()));
  }

  /** Something that is done with the target and returns nothing. */
  private interface Task {
    void run() throws InterruptedException;
  }

  private void doing(Task task) throws InterruptedException {
    guarded(() -> {
      task.run();
      return "";
    });
  }

  @Override
  public RunningRelease start(Release release, @Nullable ReleaseFiles files, Consumer<String> log)
      throws InterruptedException {
    return guarded(() -> control.start(release, files, log));
  }

  @Override
  public RunningRelease start(
      Release release, @Nullable ReleaseFiles files, int failuresAllowed, Consumer<String> log)
      throws InterruptedException {
    return guarded(() -> control.start(release, files, failuresAllowed, log));
  }

  @Override
  public Rehearsal rehearse(Release release, Consumer<String> log) throws InterruptedException {
    return guarded(() -> control.rehearse(release, log));
  }

  @Override
  public void hold() throws InterruptedException {
    doing(control::hold);
  }

  @Override
  public void route(Release release) throws InterruptedException {
    doing(() -> control.route(release));
  }

  @Override
  public void share(Release release, int percent) throws InterruptedException {
    doing(() -> control.share(release, percent));
  }

  @Override
  public void roll(Release release, int batch, int failuresAllowed) throws InterruptedException {
    doing(() -> control.roll(release, batch, failuresAllowed));
  }

  @Override
  public void retire(Release release) throws InterruptedException {
    doing(() -> control.retire(release));
  }

  @Override
  public void remove(Release release) {
    control.remove(release);
  }
}
