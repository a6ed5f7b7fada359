package dev.slipway.deploy;

import dev.slipway.config.ActionFormat;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Effect;
import dev.slipway.model.Gate;
import dev.slipway.model.Image;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import dev.slipway.model.Trust;
import dev.slipway.secret.SecretVersions;
import dev.slipway.smoke.SmokeTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A step that makes an environment serve an artifact, {@code Deploy.of(jar).to(production)}, an image, {@code Deploy.image(pushed).to(production)}, or what another environment
 * serves, {@code Deploy.promote(staging).to(production)}. The new release is started beside the
 * one that is served, passes the smoke test of the environment at its own address, gets the traffic, passes it again where the
 * users are, and then the old release finishes its requests and is stopped. When a check fails, the users have the old release
 * again, the new one is stopped, and the step fails with a reason that names the check.
 *
 * <p>What happens is reported as events of the build: {@code deployment started}, {@code release started}, {@code smoke test passed},
 * {@code smoke test failed}, {@code traffic moved}, {@code release retired}, and at the end {@code released}, {@code rolled back}
 * or {@code aborted}; each with {@code environment} and {@code release}. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Deploy implements StepAction<Deployment> {
  private final Content content;
  private final Environment environment;

  Deploy(Content content, Environment environment) {
    this.content = content;
    this.environment = environment;
  }

  /** Says that the artifact of an earlier step is deployed. */
  public static Cargo of(ArtifactRef artifact) {
    return new Cargo(new Content.Files(Objects.requireNonNull(artifact, "artifact")));
  }

  /**
   * Says that the image which an earlier step makes is deployed. What is only built is known to the engine that built it; to others it has to be pushed, and then the output of the
   * push is deployed.
   */
  public static Cargo image(StepRef<Image> image) {
    return image(Image.of(image));
  }

  /** Says that an image is deployed, which is named with its digest. The engine of the target logs in to its registry with what its own user or runtime has. */
  public static Cargo image(Image image) {
    return new Cargo(new Content.OfImage(Objects.requireNonNull(image, "image")));
  }

  /**
   * Says that what another environment serves when the step runs is deployed: the very same digest, with the configuration and the secrets of the environment it goes to. The files of an
   * artifact are taken from where this engine keeps those of its builds.
   */
  public static Cargo promote(Environment from) {
    return new Cargo(new Content.Served(Objects.requireNonNull(from, "from")));
  }

  /**
   * Returns how deployments stand in {@code slipway.yml}, to be registered under a key such as {@code deploy}. A file names the
   * environment, and the application makes it.
   *
   * @throws IllegalArgumentException if two environments have one name
   */
  public static ActionFormat<Deploy> format(Environment... environments) {
    return new DeployFormat(List.of(environments));
  }

  /** What is deployed, before it is said where. Immutable. */
  public static final class Cargo {
    private final Content content;

    Cargo(Content content) {
      this.content = content;
    }

    /** Says where it is deployed. */
    public Deploy to(Environment environment) {
      return new Deploy(content, Objects.requireNonNull(environment, "environment"));
    }
  }

  /**
   * Deploys.
   *
   * @throws DeploymentFailedException if the release is bad; the environment serves what it served before
   * @throws SlipwayException if the target or the records fail; the environment serves what it served before
   * @throws InterruptedException if the step is to stop; the environment serves what it served before
   */
  @Override
  public Deployment run(StepContext context) throws InterruptedException {
    Shipment shipment = content.load(context);
    requireAble(environment, shipment);
    Deployer deployer = new Deployer(
        environment,
        context.time(),
        new StepProgress(context),
        new HookRunner(environment.hooks(), context),
        EnvironmentLock.claimant(context.buildId(), context.stepName()));
    FreshSecrets secrets = FreshSecrets.of(environment, context::secret);
    return deployer.deploy(shipment, context.revision().author(), secrets);
  }

  /** What is promoted may be what the target cannot run; of everything else that is told before the build. */
  static void requireAble(Environment environment, Shipment shipment) {
    if (!environment.target().abilities().contains(shipment.needs())) {
      throw new TargetException(unable(environment, shipment.needs()));
    }
  }

  private static Problem unable(Environment environment, TargetAbility ability) {
    return new Problem(
        environment.toString(),
        "a target that cannot " + ability.inWords(),
        "one that can",
        "deploy something else, or to another target");
  }

  @Override
  public Class<?> outputType() {
    return Deployment.class;
  }

  @Override
  public List<ArtifactRef> artifacts() {
    return content.artifacts();
  }

  @Override
  public List<StepRef<?>> inputs() {
    return content.inputs();
  }

  /** Returns the secrets of the environment, unless it has a source of its own for them. */
  @Override
  public List<String> secrets() {
    return environment.secretVersions() != null
        ? List.of()
        : environment.secrets().values().stream().distinct().toList();
  }

  /** Returns a problem if the target cannot run such a thing, or the image is one that may change. */
  @Override
  public List<Problem> problems() {
    return Stream.concat(
            content.problem().stream(),
            content
                .needs()
                .filter(ability -> !environment.target().abilities().contains(ability))
                .map(ability -> unable(environment, ability))
                .stream())
        .toList();
  }

  /** Returns a problem if the build is not trusted, target or records cannot be reached, or a secret or something for the smoke test is missing. */
  @Override
  public List<Problem> preflight(BuildContext context) {
    if (context.trust() == Trust.UNTRUSTED) {
      return List.of(new Problem(
          environment.toString(),
          "an untrusted build",
          "a trusted one",
          "deploy from a branch whose code is trusted"));
    }
    try {
      environment.target().state();
      environment.records().read();
      SecretVersions source = environment.secretVersions();
      if (source != null) {
        environment.secrets().values().forEach(source::require);
      }
      SmokeTest smoke = environment.smoke();
      return smoke == null ? List.of() : smoke.preflight(context);
    } catch (SlipwayException e) {
      return e.problems().stream()
          .map(p -> p.at(environment + ", " + p.place()))
          .toList();
    } catch (IllegalStateException closed) {
      return List.of(new Problem(
          environment.toString(),
          String.valueOf(closed.getMessage()),
          "a target that is open",
          "open it before the build and close it after"));
    }
  }

  /** Returns the approvals that the environment wants, its opening hours, and its lock. While it waits it holds nothing. */
  @Override
  public List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    environment
        .approvals()
        .forEach((name, by) -> gates.add(new ApprovalGate(environment, name, by, content)));
    gates.add(new OpeningGate(environment, true));
    gates.add(new EnvironmentLock(environment));
    return gates;
  }

  @Override
  public Effect effect() {
    return Effect.OUTSIDE_REPEATABLE;
  }

  /** Returns a first release that went well. */
  @Override
  public Optional<Deployment> standIn() {
    return Optional.of(new Deployment(
        environment.name(),
        1,
        0,
        Outcome.RELEASED,
        "release 1 is served",
        Instant.EPOCH,
        Duration.ZERO));
  }

  Content content() {
    return content;
  }

  Environment environment() {
    return environment;
  }

  /** Tells whether the other puts the same content into the same environment. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Deploy that
        && content.equals(that.content)
        && environment.equals(that.environment);
  }

  @Override
  public int hashCode() {
    return Objects.hash(content, environment);
  }

  @Override
  public String toString() {
    return "deploy " + content + " to " + environment;
  }

  private record StepProgress(StepContext context) implements Progress {
    @Override
    public void line(String text) {
      context.log().line(text);
    }

    @Override
    public void report(String name, Map<String, Object> payload) {
      context.report(name, payload);
    }
  }
}
