package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipStep.Group;
import dev.slipway.config.codeship.CodeshipStep.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds where images have to be built that CodeShip builds when a step needs them first: before the first step that uses it, in the
 * innermost group in which all steps are that use it, and in which steps follow each other. For one thread.
 */
final class BuildPlaces {
  private final CodeshipProject project;
  private final Map<String, CodeshipService> builders = new HashMap<>();
  private final Map<String, ImageBuild> images = new LinkedHashMap<>();

  private BuildPlaces(CodeshipProject project) {
    this.project = project;
    for (CodeshipService service : project.services().values()) {
      if (service.build() != null) {
        builders.putIfAbsent(service.imageName(), service);
      }
    }
  }

  /**
   * An image that is built.
   *
   * @param service the first service that uses it
   * @param users the ways from the place of the build to the steps that use it: groups, and at last the step
   */
  record ImageBuild(CodeshipService service, List<List<CodeshipStep>> users) {}

  /** Returns the builds by the step or group before which they belong, each in the order of first use. */
  static IdentityHashMap<CodeshipStep, List<ImageBuild>> of(CodeshipProject project) {
    BuildPlaces places = new BuildPlaces(project);
    places.walk(project.steps(), List.of());
    IdentityHashMap<CodeshipStep, List<ImageBuild>> byStep = new IdentityHashMap<>();
    places.images.forEach((image, found) -> {
      int depth = depth(found.users());
      List<List<CodeshipStep>> rest =
          found.users().stream().map(way -> way.subList(depth, way.size())).toList();
      ImageBuild build = new ImageBuild(found.service(), rest);
      byStep.computeIfAbsent(rest.get(0).get(0), step -> new ArrayList<>()).add(build);
    });
    return byStep;
  }

  private void walk(List<CodeshipStep> steps, List<CodeshipStep> groups) {
    for (CodeshipStep step : steps) {
      List<CodeshipStep> way = new ArrayList<>(groups);
      way.add(step);
      if (step instanceof Group group) {
        walk(group.steps(), way);
      } else if (step.service() != null) {
        use(step.service(), way);
      }
      step.common().onFail().forEach(cure -> use(cure.service(), way));
    }
  }

  private void use(String name, List<CodeshipStep> way) {
    Set<String> needed = new LinkedHashSet<>();
    needed.add(name);
    needed.addAll(project.dependencies(name));
    for (String one : List.copyOf(needed)) {
      lenders(one, needed);
    }
    for (String one : needed) {
      CodeshipService user = project.services().get(one);
      CodeshipService service = user == null ? null : builder(user);
      if (service != null) {
        images
            .computeIfAbsent(
                service.imageName(), image -> new ImageBuild(service, new ArrayList<>()))
            .users()
            .add(way);
      }
    }
  }

  /** Returns the service that builds the image of another, which may have it by its name alone. */
  private @Nullable CodeshipService builder(CodeshipService user) {
    boolean hasImage = user.build() != null || user.image() != null;
    return hasImage ? builders.get(user.imageName()) : null;
  }

  /** Adds the services whose volumes a service sees. */
  private void lenders(String name, Set<String> all) {
    CodeshipService service = project.services().get(name);
    if (service != null) {
      for (String entry : service.volumesFrom()) {
        String lender = ServiceChecks.source(entry);
        if (all.add(lender)) {
          lenders(lender, all);
        }
      }
    }
  }

  /** Returns how many groups from the outside hold all ways, of which the last runs its steps one after the other. */
  private static int depth(List<List<CodeshipStep>> ways) {
    List<CodeshipStep> first = ways.get(0);
    int depth = 0;
    while (depth < first.size() - 1 && isCommon(ways, depth)) {
      depth++;
    }
    while (depth > 0 && ((Group) first.get(depth - 1)).kind() == Kind.PARALLEL) {
      depth--;
    }
    return depth;
  }

  /** By identity: steps that say the same are equal. */
  private static boolean isCommon(List<List<CodeshipStep>> ways, int depth) {
    CodeshipStep group = ways.get(0).get(depth);
    return ways.stream().allMatch(way -> way.size() > depth + 1 && way.get(depth) == group);
  }
}
