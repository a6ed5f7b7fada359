package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.target.ScriptedTarget;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.BuildContext;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.Gate;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.model.StepRef;
import dev.slipway.store.Database;
import dev.slipway.testing.Simulation;
import dev.slipway.testing.SimulationResult;
import dev.slipway.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a deployment waits for. */
class DeployGatesTest {
  private static final ArtifactRef JAR = new ArtifactRef("package", "jar");
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Instant THURSDAY_NOON = Instant.parse("2026-11-26T11:00:00Z");
  private static final String DIGEST = "sha256:c1";

  @TempDir
  Path directory;

  private final ScriptedTarget target = new ScriptedTarget();
  private final VirtualTime time = VirtualTime.startingAt(THURSDAY_NOON);
  private final Deployments deployments = Deployments.of(time);

  @AfterEach
  void close() {
    target.close();
  }

  Database database() {
    return Database.file(directory.resolve("slipway.db"));
  }

  private Environment environment(Consumer<EnvironmentBuilder> more) {
    return Environment.named("production", e -> {
      e.target(target).store(database());
      more.accept(e);
    });
  }

  private Gate gate(Environment environment, String name) {
    return Deploy.of(JAR).to(environment).gates().stream()
        .filter(gate -> gate.name().startsWith(name))
        .findFirst()
        .orElseThrow();
  }

  private Gate.Question question(String build) {
    Artifact artifact = new Artifact("jar", DIGEST, List.of());
    return new Gate.Question(
        build,
        "deploy",
        BuildContext.onBranch("main"),
        Map.of(JAR, artifact),
        Map.of(),
        time,
        THURSDAY_NOON);
  }

  @Test
  void aClosedEnvironmentIsWaitedForAndAPersonMayOpenIt() {
    Environment production = environment(e -> e.closedOnWeekdays("10:00", "18:00", VIENNA));
    Gate gate = gate(production, "opening hours");
    Gate.Wait wait = (Gate.Wait) gate.ask(question("b1"));
    assertThat(wait.why())
        .isEqualTo(
            "it is closed on monday, tuesday, wednesday, thursday, friday from 10:00 to 18:00"
                + " Europe/Vienna; it opens at 2026-11-26T17:00:00Z");
    deployments.open(production, THURSDAY_NOON.plusSeconds(60), "ann", "the shop is down");
    assertThat(gate.ask(question("b1"))).isInstanceOf(Gate.Open.class);
  }

  @Test
  void anApprovalIsOfADigestAndMayComeFromAnotherProcess() {
    Environment production = environment(e -> e.approval("ops", "ann", "bob"));
    Gate gate = gate(production, "approval");
    assertThat(deployments.approvals(production)).isEmpty();
    assertThatThrownBy(() -> deployments.approve(production, "ops", DIGEST, "ann", "checked"))
        .isInstanceOf(ApprovalRefusedException.class)
        .hasMessageContaining("nothing waits for it to be given to " + DIGEST);
    assertThat(gate.ask(question("b1")))
        .isInstanceOfSatisfying(
            Gate.Wait.class,
            w -> assertThat(w.why()).isEqualTo(DIGEST + " has to be approved by ann or bob"));
    gate.ask(question("b2"));
    assertThat(deployments.approvals(production))
        .singleElement()
        .satisfies(a -> assertThat(a.askedBy()).isEqualTo("step 'deploy' of build b1"));
    assertThatThrownBy(() -> deployments.approve(production, "ops", DIGEST, "eve", "why not"))
        .isInstanceOf(ApprovalRefusedException.class)
        .hasMessageContaining("eve may not decide it");
    Environment elsewhere = environment(e -> e.approval("ops", "ann", "bob"));
    deployments.approve(elsewhere, "ops", DIGEST, "bob", "looks right");
    assertThat(gate.ask(question("b1"))).isInstanceOf(Gate.Open.class);
    assertThat(deployments.approvals(production).get(0).decision())
        .isEqualTo(new Approval.Decision(true, "bob", "looks right", THURSDAY_NOON));
    assertThatThrownBy(() -> deployments.refuse(production, "ops", DIGEST, "ann", "no"))
        .isInstanceOf(ApprovalRefusedException.class)
        .hasMessageContaining("it was decided already");
  }

  @Test
  void recordsThatCannotBeAskedForAMomentAreWaitedFor() throws IOException {
    Path instead = Files.createDirectory(directory.resolve("lost.db"));
    Environment production = environment(e ->
        e.approval("ops").closedOnWeekdays("10:00", "18:00", VIENNA).store(Database.file(instead)));
    for (Gate gate : Deploy.of(JAR).to(production).gates()) {
      assertThat(gate.ask(question("b1")))
          .as(gate.name())
          .isInstanceOfSatisfying(
              Gate.Wait.class, wait -> assertThat(wait.toString()).contains("lost.db"));
    }
    Files.delete(instead);
    deployments.open(production, THURSDAY_NOON.plusSeconds(60), "ann", "a test");
    assertThat(gate(production, "lock").ask(question("b1"))).isInstanceOf(Gate.Open.class);
    assertThat(gate(production, "approval").ask(question("b1")).toString())
        .contains(DIGEST + " has to be approved by anybody");
  }

  @Test
  void theLockIsNotTakenWhenTheHoursAreOverMeanwhile() throws InterruptedException {
    pass(Duration.ofMinutes(6 * 60 - 1));
    Environment production = environment(e -> e.closedOnWeekdays("18:00", "20:00", VIENNA));
    Gate lock = gate(production, "lock");
    try (Records.Hold hold = hold(production)) {
      assertThat(lock.ask(question("b1")).toString()).contains("it is held by another");
      pass(Duration.ofMinutes(1));
      assertThat(lock.ask(question("b1")).toString()).contains("it is closed on monday");
      assertThat(hold.token()).isPositive();
    }
    assertThat(lock.ask(question("b1")).toString()).contains("it is closed on monday");
    assertThat(deployments.lockHolder(production)).isEmpty();
    // nobody queues while nothing may be done
    hold(production).close();
    pass(Duration.ofHours(2));
    assertThat(lock.ask(question("b1"))).isInstanceOf(Gate.Open.class);
  }

  private void pass(Duration some) {
    AtomicBoolean over = new AtomicBoolean();
    time.after(some, () -> over.set(true));
    time.runUntil(over::get, some.plusSeconds(1));
  }

  private Records.Hold hold(Environment environment) throws InterruptedException {
    return environment
        .records()
        .hold(time, new Records.Claimant("b0", "another"), Duration.ZERO, line -> {});
  }

  @Test
  void whatWasRefusedNeverStarts() {
    Environment production = environment(e -> e.approval("ops"));
    Gate gate = gate(production, "approval");
    gate.ask(question("b1"));
    deployments.refuse(production, "ops", DIGEST, "ann", "the copy is wrong");
    assertThat(gate.ask(question("b1")))
        .isInstanceOfSatisfying(
            Gate.Refused.class,
            r -> assertThat(r.problem().toString())
                .contains(
                    "approval 'ops' of environment 'production': ann has refused it: the copy is wrong"));
  }

  @Test
  void aWeekIsSimulatedInMilliseconds() {
    Environment production =
        environment(e -> e.openOn(EnumSet.of(DayOfWeek.TUESDAY), "09:00", "11:00", VIENNA)
            .frozen("2026-11-30", "2026-12-01", VIENNA, "sales")
            .approval("ops"));
    Pipeline pipeline = Pipeline.named("shop", p -> {
      StepRef<Void> build = p.step("package", s -> s.sh("make").produces("jar", "app.jar"));
      p.run("deploy", Deploy.of(build.artifact("jar")).to(production));
    });
    SimulationResult result = Simulation.of(pipeline).startingAt(THURSDAY_NOON).run();
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    Duration untilOpen = Duration.between(THURSDAY_NOON, Instant.parse("2026-12-08T08:00:00Z"));
    assertThat(result.elapsed()).isBetween(untilOpen, untilOpen.plusMinutes(10));
  }

  @Test
  void whatCannotBeIsToldAtOnce() {
    assertThatThrownBy(() ->
            environment(e -> e.closedOn(EnumSet.allOf(DayOfWeek.class), "00:00", "00:00", VIENNA)
                .closedOnWeekdays("10am", "18:00", VIENNA)
                .frozen("2026-12-24", "2026-12-20", VIENNA, "holidays")
                .frozen("soon", "later", VIENNA, "x")))
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(4))
        .hasMessageContaining("hours that leave no time open")
        .hasMessageContaining("the hours from '10am' to '18:00'")
        .hasMessageContaining("a freeze that ends before it begins: holidays")
        .hasMessageContaining("the days from 'soon' to 'later'");
  }
}
