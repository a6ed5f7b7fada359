package dev.slipway.engine;

import dev.slipway.artifact.WorkspaceState;
import dev.slipway.cache.CacheStore;
import dev.slipway.model.Artifact;
import dev.slipway.model.ArtifactRef;
import dev.slipway.model.Cache;
import dev.slipway.model.Execution;
import dev.slipway.model.Image;
import dev.slipway.model.Service;
import dev.slipway.model.Step;
import dev.slipway.model.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that the result of a step depends on, as phrases such as {@code the file src/A.java}, each with a keyed hash: values may be
 * secret. The variables that tell a build about itself are left out, or no result would ever be used again.
 */
final class ResultKey {
  private final BuildFacts facts;
  private final Step step;
  private final Execution execution;
  private final CacheStore store;
  private final SortedMap<String, String> parts = new TreeMap<>();
  private final List<String> obstacles = new ArrayList<>();

  private ResultKey(BuildFacts facts, Step step) {
    this.facts = facts;
    this.step = step;
    this.execution = step.execution();
    this.store = facts.parts().caches();
  }

  /** Returns the key of a step as it would run now. */
  static ResultKey of(BuildFacts facts, Step step, Map<String, String> images) {
    ResultKey key = new ResultKey(facts, step);
    key.add("the commands", Canonical.text(((Work.Commands) step.work()).commands()));
    key.add("the declaration of artifacts", Canonical.text(step.produces()));
    key.add("the patterns of its inputs", Canonical.text(step.reuse().inputs()));
    key.surroundings();
    key.images(images);
    key.variables();
    key.consumed();
    key.files();
    return key;
  }

  SortedMap<String, String> parts() {
    return parts;
  }

  /** Returns why the step must run whatever is kept; empty if nothing is in the way. */
  List<String> obstacles() {
    return obstacles;
  }

  private void add(String phrase, String value) {
    parts.put(facts.secrets().redact(phrase), store.fingerprint(value));
  }

  private void surroundings() {
    add("the runtime", facts.parts().runtimes().of(step).name());
    if (execution.image() == null) {
      add(
          "the operating system",
          System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }
    Canonical.parts(execution).forEach((name, value) -> {
      switch (name) {
        case "image", "variables", "secrets", "services" -> {}
        case "sharedServices" -> add("the services of its groups", Canonical.text(value));
        case "container" -> add("the options of its container", Canonical.text(value));
        default -> add("the setting '" + name + "'", Canonical.text(value));
      }
    });
    for (Map.Entry<String, Service> service : execution.services().entrySet()) {
      add("the service '" + service.getKey() + "'", Canonical.text(service.getValue()));
    }
  }

  private void images(Map<String, String> digests) {
    for (Image image : execution.images().distinct().toList()) {
      String digest = digests.get(image.toString());
      if (digest == null) {
        obstacles.add("the content of the image " + image + " cannot be told");
      } else {
        add(image.equals(execution.image()) ? "the image" : "the image " + image, digest);
      }
    }
  }

  private void variables() {
    Map<String, String> variables = new HashMap<>(facts.pipeline().variables());
    variables.putAll(facts.context().environment());
    variables.putAll(execution.variables());
    variables.forEach((name, value) -> add("the variable " + name, value));
    execution
        .secrets()
        .forEach((name, secret) -> add(
            "the secret " + name, secret + "\n" + facts.secrets().get(secret).reveal()));
  }

  private void consumed() {
    for (ArtifactRef ref : step.consumes()) {
      Artifact artifact = StepArtifacts.get(facts, step, ref);
      add("the " + ref, artifact.digest());
    }
  }

  private void files() {
    List<String> without = step.reuse().caches().stream().map(Cache::path).toList();
    WorkspaceState state = WorkspaceState.of(facts.workspace(), step.reuse().inputs(), without);
    state
        .unmatched()
        .forEach(pattern -> obstacles.add("no file matches the input pattern " + pattern));
    state.files().forEach((path, identity) -> add("the file " + path, identity));
  }
}
