package dev.slipway.engine;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Command;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.runtime.ExitStatus;
import dev.slipway.runtime.OutputSink;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.runtime.StepRuntime;
import dev.slipway.runtime.StepSession;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A runtime for steps with an image that runs their commands as local processes, and has images of which only the digest is known. */
final class LocalContainers implements StepRuntime {
  private final StepRuntime host;
  private final Map<String, String> digests = new ConcurrentHashMap<>();
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final List<String> moments = new CopyOnWriteArrayList<>();

  LocalContainers(StepRuntime host) {
    this.host = host;
  }

  /** Lets a name mean this content from now on. */
  void push(String image, String digest) {
    digests.put(image, digest);
  }

  /** Returns the images that steps and services ran, in order. */
  List<String> ran() {
    return Collections.unmodifiableList(ran);
  }

  /** Returns which steps were expected and opened, in order. */
  List<String> moments() {
    return Collections.unmodifiableList(moments);
  }

  /** Starts counting anew. */
  void forget() {
    ran.clear();
  }

  @Override
  public String name() {
    return "local containers";
  }

  @Override
  public Optional<String> digest(Image image) {
    return Optional.ofNullable(digests.get(image.name()));
  }

  @Override
  public List<Problem> check(Collection<Image> images, boolean services) {
    return List.of();
  }

  @Override
  public void expect(SessionSpec spec) {
    moments.add("expect " + spec.step());
  }

  @Override
  public StepSession open(SessionSpec spec) throws InterruptedException {
    moments.add("open " + spec.step());
    ran.add(String.valueOf(spec.image()));
    SessionSpec local = new SessionSpec(
        spec.buildId(),
        spec.step(),
        spec.attempt(),
        spec.workspace(),
        Execution.plain(),
        spec.commands(),
        spec.environment(),
        spec.grace());
    StepSession session = host.open(local);
    return new StepSession() {
      @Override
      public void startServices(OutputSink log) {
        spec.execution()
            .services()
            .forEach((alias, service) -> ran.add(alias + " " + service.image()));
      }

      @Override
      public ExitStatus run(Command command, OutputSink log) throws InterruptedException {
        return session.run(command, log);
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  @Override
  public List<String> reap(String buildId) {
    return List.of();
  }

  @Override
  public void close() {
    // the host is closed by whoever made it
  }
}
