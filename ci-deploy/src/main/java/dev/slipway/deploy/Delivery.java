package dev.slipway.deploy;

import dev.slipway.artifact.ArtifactStore;
import dev.slipway.model.Artifact;
import dev.slipway.model.Image;
import dev.slipway.secret.SecretSource;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a plain call deploys, for {@link Deployments#deploy}. Immutable: each method returns a copy.
 *
 * <pre>{@code
 * Artifact jar = result.artifact(ref).orElseThrow();
 * deployments.deploy(production, Delivery.of(jar, ci.artifacts()).commit(result.revision().id()).by("ann"));
 * deployments.deploy(production, Delivery.promoting(staging, ci.artifacts()).by("ann"));
 * }</pre>
 *
 * @since 0.1
 */
public final class Delivery {
  private final Supplier<Shipment> content;
  private final String what;
  private final String buildId;
  private final String commit;
  private final String by;
  private final SecretSource secrets;

  private Delivery(
      Supplier<Shipment> content,
      String what,
      String buildId,
      String commit,
      String by,
      SecretSource secrets) {
    this.content = content;
    this.what = what;
    this.buildId = Objects.requireNonNull(buildId, "buildId");
    this.commit = Objects.requireNonNull(commit, "commit");
    this.by = Objects.requireNonNull(by, "by");
    this.secrets = Objects.requireNonNull(secrets, "secrets");
  }

  private Delivery(Supplier<Shipment> content, String what) {
    this(content, what, "", "", "", SecretSource.none());
  }

  /**
   * Delivers an artifact.
   *
   * @param store where the content of its files is kept
   */
  public static Delivery of(Artifact artifact, ArtifactStore store) {
    Shipment shipment = Shipment.of(
        new Content.Kept(Objects.requireNonNull(artifact, "artifact"), store::content), "", "");
    return new Delivery(() -> shipment, "artifact '" + artifact.name() + "'");
  }

  /**
   * Delivers an image.
   *
   * @throws IllegalArgumentException if it is named without its digest, and so may be another one tomorrow
   */
  public static Delivery of(Image image) {
    Shipment shipment = Shipment.of(Objects.requireNonNull(image, "image"), "", "");
    return new Delivery(() -> shipment, "image " + image);
  }

  /**
   * Delivers what another environment serves when it is deployed: the very same digest, from the same build and commit.
   *
   * @param store where the content of the files is kept
   */
  public static Delivery promoting(Environment from, ArtifactStore store) {
    Content.Served served = new Content.Served(Objects.requireNonNull(from, "from"));
    Objects.requireNonNull(store, "store");
    return new Delivery(() -> served.load(store::content), served.toString());
  }

  /** Returns the same, made by a build; what is promoted keeps its own. */
  public Delivery build(String id) {
    return new Delivery(content, what, id, commit, by, secrets);
  }

  /** Returns the same, built from a commit; what is promoted keeps its own. */
  public Delivery commit(String id) {
    return new Delivery(content, what, buildId, id, by, secrets);
  }

  /** Returns the same, wanted by a person, for the record. */
  public Delivery by(String who) {
    return new Delivery(content, what, buildId, commit, who, secrets);
  }

  /** Returns the same with the secrets of the environment from a source, by the names that pipelines call them by. */
  public Delivery secrets(SecretSource source) {
    return new Delivery(content, what, buildId, commit, by, source);
  }

  Shipment load() {
    Shipment shipment = content.get();
    return new Shipment(
        shipment.name(),
        shipment.digest(),
        shipment.image(),
        shipment.buildId().isEmpty() ? buildId : shipment.buildId(),
        shipment.commit().isEmpty() ? commit : shipment.commit(),
        shipment.files());
  }

  String who() {
    return by;
  }

  SecretSource secrets() {
    return secrets;
  }

  /** Returns what is delivered, in words. */
  @Override
  public String toString() {
    return what;
  }
}
