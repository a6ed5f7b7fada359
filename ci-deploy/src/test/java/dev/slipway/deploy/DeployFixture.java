package dev.slipway.deploy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ScriptedTarget;
import dev.slipway.model.ArtifactRef;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A scripted target, a database and steps that deploy to it. */
abstract class DeployFixture {
  static final ArtifactRef JAR = new ArtifactRef("package", "jar");

  @TempDir
  Path directory;

  final SystemTime time = SystemTime.create();
  final ScriptedTarget target = new ScriptedTarget();
  final FakeSteps steps = new FakeSteps();
  final Deployments deployments = Deployments.of(time);

  @AfterEach
  void close() {
    target.close();
    time.close();
  }

  Database database() {
    return Database.file(directory.resolve("slipway.db"));
  }

  Deployment deploy(Environment environment, String commit) throws InterruptedException {
    return Deploy.of(JAR).to(environment).run(steps.context(time, directory, commit));
  }

  /** Leaves what a process leaves that is killed with the traffic moved. */
  void cutShortWithTraffic(Environment environment, Release release) throws InterruptedException {
    fact(environment, new Records.Fact.Made(release));
    target.start(release, TestFiles.none(), line -> {});
    target.route(release);
  }

  /** Adds a fact, as a process does that is killed after it. */
  void fact(Environment environment, Records.Fact fact) throws InterruptedException {
    try (Records.Hold hold = hold(environment, "a test")) {
      hold.add(fact);
    }
  }

  /** Takes the lock. */
  Records.Hold hold(Environment environment, String who) throws InterruptedException {
    return environment
        .records()
        .hold(time, new Records.Claimant(who, who), Duration.ofSeconds(1), line -> {});
  }
}
