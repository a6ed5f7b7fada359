package dev.slipway.deploy.docker;

import dev.slipway.docker.DockerHost;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.docker.Hosted;
import dev.slipway.model.Image;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A Docker target of the test's own, with an application that is a script for the perl of Debian. Everything of it is removed at the end. */
public final class DockerFixture implements AutoCloseable {
  private final SystemTime time = SystemTime.create();
  private final DockerRuntime runtime;
  private final DockerHost host;
  private final boolean elsewhere;
  private final String name;
  private final Path directory;

  public DockerFixture(Path directory) {
    this(directory, newName());
  }

  /** Makes that of another process. */
  public DockerFixture(Path directory, String name) {
    this(directory, name, false, UnaryOperator.identity());
  }

  private DockerFixture(
      Path directory, String name, boolean elsewhere, UnaryOperator<DockerRuntime.Builder> engine) {
    this.directory = directory;
    this.name = name;
    this.elsewhere = elsewhere;
    this.runtime = engine.apply(DockerRuntime.builder(time)).connect();
    this.host = DockerHost.of(runtime);
  }

  /** Makes one whose engine counts as that of another machine, which this one is as well. */
  static DockerFixture elsewhere(Path directory, UnaryOperator<DockerRuntime.Builder> engine) {
    return new DockerFixture(directory, newName(), true, engine);
  }

  private static String newName() {
    return "test-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Describes the target as a user does. */
  public DockerTargetBuilder described() {
    return bare().image(Image.of("slipway/debian:12")).command("perl", "/app/app.jar");
  }

  /** Describes one for releases that are images. */
  public DockerTargetBuilder bare() {
    DockerTargetBuilder target = DockerTarget.on(host, name, time);
    if (elsewhere) {
      target.machine("127.0.0.1", "127.0.0.1");
    }
    return target
        .proxy(Image.of("slipway/proxy:1"))
        .port(8080)
        .directory(directory.resolve("proxy"))
        .startWithin(Duration.ofSeconds(20))
        .stopWithin(Duration.ofSeconds(2));
  }

  public DockerHost host() {
    return host;
  }

  public String name() {
    return name;
  }

  @Override
  public void close() throws Exception {
    for (Hosted each : host.find(DockerTarget.TARGET, name)) {
      host.remove(each.name());
    }
    host.removeNetwork("slipway-" + name);
    for (String volume : host.volumes("dev.slipway.fence", name)) {
      host.removeVolume(volume);
    }
    runtime.close();
    time.close();
  }
}
