package dev.slipway.docker;

import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.context.ContextArchive;
import dev.slipway.docker.context.Dockerfile;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** One run of an {@link ImageBuild}. For one thread. */
final class ImageBuilding {
  private static final int SERVER_ERROR = 500;

  private final BuildOptions options;
  private final Engine engine;
  private final Images images;
  private final StepContext context;
  private final Path directory;

  ImageBuilding(BuildOptions options, DockerRuntime runtime, StepContext context) {
    this(options, runtime.engine(), runtime.images(), context, context.workspace());
  }

  /**
   * Makes it.
   *
   * @param directory what the build context is a directory of, if it is not the workspace
   */
  ImageBuilding(
      BuildOptions options, Engine engine, Images images, StepContext context, Path directory) {
    this.options = options;
    this.engine = engine;
    this.images = images;
    this.context = context;
    this.directory = directory;
  }

  /**
   * Builds the image.
   *
   * @throws StepFailedException if what is in the workspace cannot be built
   * @throws RuntimeUnavailableException if the engine, or a registry, did not do its part
   */
  Image run() throws InterruptedException {
    Path root = inside(directory, options.context(), "build context");
    if (!Files.isDirectory(root)) {
      throw new StepFailedException(
          "the build context '" + options.context() + "' is no directory of the workspace");
    }
    String text = dockerfile(root);
    Dockerfile dockerfile = Dockerfile.parse(text);
    for (String name : dockerfile.images(options.arguments(), options.target())) {
      if (ImageName.problem("FROM", name).isEmpty()) {
        fetch(name);
      }
    }
    fetchCache();
    String path = Path.of(options.dockerfile()).normalize().toString().replace('\\', '/');
    String substituted =
        dockerfile.withImages(options.arguments(), options.target(), this::substituted);
    Map<String, String> replaced = substituted.equals(text) ? Map.of() : Map.of(path, substituted);
    try (ContextArchive archive = ContextArchive.of(root, path, replaced)) {
      String id = build(archive, command(archive, path), dockerfile);
      if (options.tags().isEmpty()) {
        new UnnamedImages(engine).keep(id);
      }
      return Image.of(id).platform(options.platform());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String build(ContextArchive archive, BuildImageCmd command, Dockerfile dockerfile)
      throws InterruptedException {
    BuildAnswer answer = new BuildAnswer(context.log());
    try {
      command.exec(answer).awaitCompletion();
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      archive.throwFailure();
      if (e instanceof DockerException told && told.getHttpStatus() < SERVER_ERROR) {
        throw failed(answer, dockerfile, Reason.of(e));
      }
      throw Containers.unavailable(place(), "the image could not be built", engine, e);
    }
    Optional<String> refusal = answer.refusal();
    if (refusal.isPresent()) {
      throw failed(answer, dockerfile, Reason.line(refusal.get()));
    }
    return answer
        .imageId()
        .map(id -> String.valueOf(engine.calls().inspectImageCmd(id).exec().getId()))
        .orElseThrow(() -> new RuntimeUnavailableException(
            new Problem(
                place(),
                "the engine at " + engine.address() + " hung up before the image was built",
                "the id of an image",
                "look at the log of the engine, and run the step again"),
            null));
  }

  private BuildImageCmd command(ContextArchive archive, String path) {
    Map<String, String> labels = new HashMap<>(options.labels());
    labels.put(Labels.IMAGE, "built");
    BuildImageCmd command = engine
        .streams()
        .buildImageCmd(archive)
        .withDockerfilePath(path)
        .withRemove(true)
        .withForcerm(true)
        .withLabels(labels);
    options.arguments().forEach(command::withBuildArg);
    if (!options.tags().isEmpty()) {
      command.withTags(new HashSet<>(options.tags()));
    }
    if (!options.cacheFrom().isEmpty()) {
      command.withCacheFrom(new HashSet<>(options.cacheFrom()));
    }
    if (!options.target().isEmpty()) {
      command.withTarget(options.target());
    }
    if (!options.platform().isEmpty()) {
      command.withPlatform(options.platform());
    }
    return command;
  }

  /** The engine finds them where they were fetched to; so it needs no credentials. */
  private void fetch(String name) throws InterruptedException {
    Optional<Problem> problem = images.problem(image(name), new StepAccess(context));
    if (problem.isPresent()) {
      throw new RuntimeUnavailableException(
          problem.get().at(place() + ", " + problem.get().place()), null);
    }
  }

  private void fetchCache() throws InterruptedException {
    for (String name : options.cacheFrom()) {
      Optional<Problem> problem = images.problem(image(name), new StepAccess(context));
      problem.ifPresent(why -> context.log().line("no layers from " + name + ": " + why.found()));
    }
  }

  private Image image(String name) {
    Image image = Image.of(name).pull(options.pull()).platform(options.platform());
    Image.Login login = options.logins().get(ImageName.parse(name).registry());
    return login == null ? image : image.login(login.user(), login.password());
  }

  private String substituted(String name) {
    return ImageName.problem("FROM", name).isPresent()
        ? name
        : images.substituted(Image.of(name)).name();
  }

  private String dockerfile(Path root) {
    Path file = inside(root, options.dockerfile(), "Dockerfile");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new StepFailedException("the Dockerfile '" + options.dockerfile()
          + "' cannot be read; it is looked for in '" + options.context() + "'");
    }
  }

  /** Follows links, which may lead out of the workspace: what is there is none of the build's business. */
  private static Path inside(Path root, String path, String what) {
    Path found = root.resolve(path).normalize();
    try {
      if (!found.toRealPath().startsWith(root.toRealPath())) {
        throw new StepFailedException("the " + what + " '" + path + "' leads out of the workspace");
      }
      return found;
    } catch (IOException notThere) {
      return found;
    }
  }

  private StepFailedException failed(BuildAnswer answer, Dockerfile dockerfile, String why) {
    String where = dockerfile
        .instruction(answer.step())
        .map(at -> ", line " + at.line() + ", " + shortened(at.text()))
        .orElse("");
    return new StepFailedException(options.dockerfile() + where + ": " + why);
  }

  private static String shortened(String instruction) {
    String line = instruction.strip().replaceAll("\\s+", " ");
    return line.length() <= 80 ? line : line.substring(0, 80) + " ...";
  }

  private String place() {
    return "step '" + context.stepName() + "'";
  }
}
