package dev.slipway.docker;

import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.config.codeship.CodeshipService.Build;
import dev.slipway.config.codeship.CodeshipService.Credentials;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Gets the images of services, each once in a build, when a step needs it first. For one thread. */
final class CodeshipImages {
  private final CodeshipSetup setup;
  private final CodeshipSite site;
  private final StepContext context;
  private final Credentials ofStep;

  CodeshipImages(CodeshipSetup setup, CodeshipSite site, StepContext context, Credentials ofStep) {
    this.setup = setup;
    this.site = site;
    this.context = context;
    this.ofStep = ofStep;
  }

  /** Returns the image as the engine knows it. */
  String of(CodeshipService service) throws InterruptedException {
    return site.image(service.name(), () -> make(service));
  }

  private String make(CodeshipService service) throws InterruptedException {
    Credentials credentials = service.credentials().none() ? ofStep : service.credentials();
    Images images = new CodeshipLogins(setup, site, context).images(credentials);
    if (service.build() != null) {
      return build(service, service.build(), images);
    }
    Image image = Image.of(Objects.requireNonNull(service.image()));
    Optional<Problem> problem = images.problem(image, new StepAccess(context));
    if (problem.isPresent()) {
      throw new RuntimeUnavailableException(
          problem.get().at(service.place() + ", " + problem.get().place()), null);
    }
    return images.onEngine(image).name();
  }

  private String build(CodeshipService service, Build build, Images images)
      throws InterruptedException {
    Path root = setup.directory();
    Path directory = root.resolve(build.context()).normalize();
    String dockerfile = build.dockerfileIn(root, directory);
    Optional<CodeshipCache> cache = cache(service, images);
    Optional<String> layers =
        cache.isPresent() ? cache.get().fetch(service, branch()) : Optional.empty();
    BuildOptions options = BuildOptions.in(relative(root, directory)).with(draft -> {
      draft.dockerfile = dockerfile;
      layers.ifPresent(draft.cacheFrom::add);
      draft.tags.add(service.imageName());
      draft.arguments.putAll(setup.arguments(service, site));
    });
    List<Problem> problems = options.problems();
    if (!problems.isEmpty()) {
      throw new RuntimeUnavailableException(
          problems.get(0).at(service.place() + ", " + problems.get(0).place()), null);
    }
    context.log().line("building " + service.imageName() + " for service " + service.name());
    Image built = new ImageBuilding(options, setup.docker().engine(), images, context, root).run();
    if (cache.isPresent()) {
      cache.get().keep(service, branch(), built.name());
    }
    return built.name();
  }

  private Optional<CodeshipCache> cache(CodeshipService service, Images images) {
    return setup
        .imageCache()
        .filter(repository -> service.cache().on())
        .map(repository -> new CodeshipCache(repository, setup.docker().engine(), images, context));
  }

  private String branch() {
    return site.facts().variables().getOrDefault("CI_BRANCH", "");
  }

  private static String relative(Path root, Path directory) {
    String path = directory.startsWith(root) ? root.relativize(directory).toString() : "..";
    return path.isEmpty() ? "." : path;
  }
}
