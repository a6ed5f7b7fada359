package dev.slipway.config;

import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.text;

import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Cache;
import java.util.List;

/** How caches and references to artifacts are written. */
final class FileShapes {
  private static final Table<Cache, Cache> CACHE_TABLE = Table.of(
      "a cache",
      "A directory of the workspace that is kept between builds.",
      Key.<Cache, Cache, String, String>of(
              "path",
              "The directory, from the root of the workspace.",
              text(),
              (cache, path) -> new Cache(cache.name(), path, cache.keyedBy()),
              Cache::path)
          .must(),
      Key.<Cache, Cache, List<String>, List<String>>of(
              "keyedBy",
              "Paths or glob patterns of the files that make its key.",
              listOf(text()),
              (cache, files) -> new Cache(cache.name(), cache.path(), files),
              Cache::keyedBy)
          .must());

  private static final Table<ArtifactRef, ArtifactRef> ARTIFACT_TABLE = Table.of(
      "an artifact",
      "An artifact that a step produces.",
      Key.<ArtifactRef, ArtifactRef, String, String>of(
              "step",
              "The step.",
              text(),
              (ref, step) -> new ArtifactRef(step, ref.name()),
              ArtifactRef::step)
          .must(),
      Key.<ArtifactRef, ArtifactRef, String, String>of(
              "artifact",
              "The name of the artifact.",
              text(),
              (ref, name) -> new ArtifactRef(ref.step(), name),
              ArtifactRef::name)
          .must());

  /** A cache without its name. */
  static final Shape<Cache, Cache> CACHE = Shapes.of(CACHE_TABLE, Cache.of("", ""));

  /** A reference to an artifact. */
  static final Shape<ArtifactRef, ArtifactRef> ARTIFACT =
      Shapes.of(ARTIFACT_TABLE, new ArtifactRef("", ""));

  private FileShapes() {}
}
