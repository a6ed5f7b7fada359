package dev.slipway.deploy;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Gate;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a step deploys, as its definition says it. Immutable. */
sealed interface Content {

  default List<ArtifactRef> artifacts() {
    return List.of();
  }

  default List<StepRef<?>> inputs() {
    return List.of();
  }

  /** Returns what a target must be able to do, where that is known before the build. */
  Optional<TargetAbility> needs();

  /** Returns what is wrong with the definition itself. */
  default Optional<Problem> problem() {
    return Optional.empty();
  }

  /** Returns the digest of what would be deployed now, if there is such a thing. */
  Optional<String> digest(Gate.Question question);

  /** Finds what is deployed. */
  Shipment load(StepContext step);

  /** The artifact of a step. */
  record Files(ArtifactRef ref) implements Content {
    @Override
    public List<ArtifactRef> artifacts() {
      return List.of(ref);
    }

    @Override
    public Optional<TargetAbility> needs() {
      return Optional.of(TargetAbility.FILES);
    }

    @Override
    public Optional<String> digest(Gate.Question question) {
      return Optional.ofNullable(question.artifacts().get(ref)).map(Artifact::digest);
    }

    @Override
    public Shipment load(StepContext step) {
      return Shipment.of(
          new Kept(step.artifact(ref), step::content),
          step.buildId(),
          step.revision().id());
    }

    @Override
    public String toString() {
      return ref.toString();
    }
  }

  /** An image, often that which a step makes. */
  record OfImage(Image image) implements Content {
    @Override
    public List<StepRef<?>> inputs() {
      return image.step().isEmpty() ? List.of() : List.of(ref());
    }

    private StepRef<Image> ref() {
      return new StepRef<>(image.step(), Image.class);
    }

    @Override
    public Optional<TargetAbility> needs() {
      return Optional.of(TargetAbility.IMAGES);
    }

    @Override
    public Optional<Problem> problem() {
      if (!image.step().isEmpty() || image.isId()) {
        return Optional.empty();
      }
      Optional<Problem> wrong = ImageName.problem("image", image.name());
      boolean fixed = wrong.isEmpty() && !ImageName.parse(image.name()).digest().isEmpty();
      return wrong.isPresent() || fixed
          ? wrong
          : Optional.of(new Problem(
              "image '" + image + "'",
              "a name without a digest, which may be another image tomorrow",
              "the output of a step that pushes or builds it, or a name with a digest",
              "release the output of that step, or write NAME@sha256:..."));
    }

    @Override
    public Optional<String> digest(Gate.Question question) {
      Object found = image.step().isEmpty() ? image : question.outputs().get(ref());
      return found instanceof Image fixed ? Optional.of(Shipment.digest(fixed)) : Optional.empty();
    }

    @Override
    public Shipment load(StepContext step) {
      Image fixed = image.step().isEmpty() ? image : step.input(ref());
      return Shipment.of(fixed, step.buildId(), step.revision().id());
    }

    @Override
    public String toString() {
      return "image " + image;
    }
  }

  /** What another environment serves. */
  record Served(Environment by) implements Content {
    @Override
    public Optional<TargetAbility> needs() {
      return Optional.empty();
    }

    @Override
    public Optional<String> digest(Gate.Question question) {
      return release().map(Release::digest);
    }

    @Override
    public Shipment load(StepContext step) {
      return load(step::content);
    }

    /** Finds what is served, with the content of its files. */
    Shipment load(Function<Artifact.Entry, Path> content) {
      Release release = release()
          .orElseThrow(() -> new NoSuchReleaseException(new Problem(
              by.toString(),
              "it serves no release that has proved itself",
              "one to be promoted",
              "deploy to it first")));
      if (!release.image().isEmpty()) {
        return Shipment.of(Image.of(release.image()), release.buildId(), release.commit());
      }
      Artifact artifact = new Artifact(
          release.artifact(), release.digest(), by.records().parts().files(release.number()));
      return Shipment.of(new Kept(artifact, content), release.buildId(), release.commit());
    }

    private Optional<Release> release() {
      History history = by.records().read();
      return history.kept().stream()
          .filter(release -> release.number() == history.serving())
          .findFirst();
    }

    @Override
    public String toString() {
      return "what " + by + " serves";
    }
  }

  /** An artifact whose files are kept by content. */
  record Kept(Artifact artifact, Function<Artifact.Entry, Path> contents) implements ReleaseFiles {
    @Override
    public Path content(Artifact.Entry file) {
      return contents.apply(file);
    }
  }
}
