package dev.slipway.deploy;

import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.model.Artifact;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import java.util.List;

/**
 * What is released, with all that is known of where it comes from. Immutable, as far as its files are.
 *
 * @param name that of the artifact, or of the image without tag and digest
 * @param image the image by digest or id; empty if files are released
 * @param buildId the build that made it; empty if none did
 * @param commit the commit it was built from; empty if there is none
 */
record Shipment(
    String name, String digest, String image, String buildId, String commit, ReleaseFiles files) {

  static Shipment of(ReleaseFiles files, String buildId, String commit) {
    Artifact artifact = files.artifact();
    return new Shipment(artifact.name(), artifact.digest(), "", buildId, commit, files);
  }

  /**
   * Returns an image to be released.
   *
   * @throws IllegalArgumentException if its content may change
   */
  static Shipment of(Image image, String buildId, String commit) {
    String digest = digest(image);
    String name = image.isId() ? "image" : ImageName.parse(image.name()).repository();
    return new Shipment(
        name, digest, image.name(), buildId, commit, ReleaseFiles.ofImage(name, digest));
  }

  /**
   * Returns the digest of an image, or its id.
   *
   * @throws IllegalArgumentException if it has neither
   */
  static String digest(Image image) {
    String digest = image.isId() ? image.name() : ImageName.parse(image.name()).digest();
    if (digest.isEmpty()) {
      throw new IllegalArgumentException(
          "the image '" + image
              + "' may be another one tomorrow; expected a name with a digest, as a push returns it; to mend it, release the output of the step that pushes it");
    }
    return digest;
  }

  /** Returns what a target must be able to do. */
  TargetAbility needs() {
    return image.isEmpty() ? TargetAbility.FILES : TargetAbility.IMAGES;
  }

  /** Returns the files of an artifact; none of an image. */
  List<Artifact.Entry> entries() {
    return files.artifact().files();
  }
}
