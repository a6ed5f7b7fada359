package dev.slipway.docker;

import dev.slipway.config.ActionFormat;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Effect;
import dev.slipway.model.Image;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds an image from a Dockerfile in the workspace. Its output is the image, for later steps to run in, to run beside, or to
 * push:
 *
 * <pre>{@code
 * StepRef<Image> image = p.run("image", ImageBuild.of(".").arg("VERSION", "1").target("app").tag("shop:dev"));
 * p.step("test", s -> s.image(image).sh("..."));
 * p.run("push", ImagePush.of(image).to("registry.example/shop:1"));
 * }</pre>
 *
 * <p>What is sent to the engine is the directory without what its {@code .dockerignore} excludes. The engine builds by itself,
 * without BuildKit, and what it writes is the log of the step. An instruction that fails makes the step failed, with the
 * line of the Dockerfile as its reason; images that cannot be fetched and an engine that does not answer make it errored.
 *
 * <p>The output names the image by its id, so that later steps use what was built whatever becomes of its tags. The image has the
 * label {@code dev.slipway.image}. One without a tag is called {@code slipway.invalid/unnamed} on the engine, and is removed a week
 * after it was built last: until then a build that is resumed, or that waits for an approval, finds it.
 *
 * <p>Immutable: each method returns a copy.
 *
 * @since 0.1
 */
public final class ImageBuild implements StepAction<Image> {
  private static final String STAND_IN = "sha256:" + "0".repeat(64);

  private final BuildOptions options;
  private final @Nullable DockerRuntime runtime;

  private ImageBuild(BuildOptions options, @Nullable DockerRuntime runtime) {
    this.options = options;
    this.runtime = runtime;
  }

  /**
   * Builds an image from a directory and the {@code Dockerfile} in it.
   *
   * @param context the directory, as a path from the root of the workspace; {@code .} for the root
   */
  public static ImageBuild of(String context) {
    return new ImageBuild(BuildOptions.in(Objects.requireNonNull(context, "context")), null);
  }

  /**
   * Returns how image builds stand in {@code slipway.yml}, to be registered under a key such as {@code imageBuild}, on the engine of the
   * {@code docker} command.
   */
  public static ActionFormat<ImageBuild> format() {
    return new ImageBuildFormat(null);
  }

  /** Returns the same, built on the engine of this runtime, with its credentials and substitutions. */
  public static ActionFormat<ImageBuild> format(DockerRuntime engine) {
    return new ImageBuildFormat(Objects.requireNonNull(engine, "engine"));
  }

  /** Builds by another file than {@code Dockerfile}; a path from the directory. */
  public ImageBuild dockerfile(String path) {
    Objects.requireNonNull(path, "path");
    return with(draft -> draft.dockerfile = path);
  }

  /**
   * Gives an argument that the Dockerfile declares with {@code ARG}. Never a secret: arguments stay in the image, for everybody to
   * read who has it.
   *
   * @param value a text, in which <code>${NAME}</code> stands for an environment variable of the step, such as {@code CI_COMMIT_ID};
   *     <code>$${NAME}</code> stands for that text itself
   */
  public ImageBuild arg(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    return with(draft -> draft.arguments.put(name, value));
  }

  /** Builds a stage of the Dockerfile, and what it needs, instead of the last one. */
  public ImageBuild target(String stage) {
    Objects.requireNonNull(stage, "stage");
    return with(draft -> draft.target = stage);
  }

  /** Adds a label. */
  public ImageBuild label(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    return with(draft -> draft.labels.put(name, value));
  }

  /** Adds names that the image gets on the engine, such as {@code shop:dev}. */
  public ImageBuild tag(String first, String... more) {
    Objects.requireNonNull(first, "first");
    return with(draft -> {
      draft.tags.add(first);
      draft.tags.addAll(List.of(more));
    });
  }

  /** Adds images whose layers may be used again; they are fetched before, and passed over where that is not possible. */
  public ImageBuild cacheFrom(String first, String... more) {
    Objects.requireNonNull(first, "first");
    return with(draft -> {
      draft.cacheFrom.add(first);
      draft.cacheFrom.addAll(List.of(more));
    });
  }

  /** Builds for a platform, such as {@code linux/arm64}, which the engine must be able to emulate if it is not its own. */
  public ImageBuild platform(String platform) {
    Objects.requireNonNull(platform, "platform");
    return with(draft -> draft.platform = platform);
  }

  /** Sets when the images that it is built upon are fetched; if they are missing, if nothing is said. */
  public ImageBuild pull(PullPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    return with(draft -> draft.pull = policy);
  }

  /**
   * Logs in to a registry to fetch images from it that this one is built upon.
   *
   * @param registry its host and perhaps port; {@code docker.io} for the one that goes without saying
   * @param user the name of the user
   * @param passwordSecret the name of the secret that holds the password or token
   */
  public ImageBuild login(String registry, String user, String passwordSecret) {
    Objects.requireNonNull(registry, "registry");
    Image.Login login = new Image.Login(user, passwordSecret);
    return with(draft -> draft.logins.put(registry, login));
  }

  /** Builds on the engine of a runtime, with its credentials and substitutions, instead of that of the {@code docker} command. */
  public ImageBuild on(DockerRuntime engine) {
    return new ImageBuild(options, Objects.requireNonNull(engine, "engine"));
  }

  @Override
  public Image run(StepContext context) throws InterruptedException {
    try (EngineUse use = EngineUse.of(runtime, context.time())) {
      BuildOptions filled = options.filled(context.variables());
      return new ImageBuilding(filled, use.runtime(), context).run();
    }
  }

  @Override
  public Class<?> outputType() {
    return Image.class;
  }

  @Override
  public List<String> secrets() {
    return options.logins().values().stream()
        .map(Image.Login::password)
        .distinct()
        .toList();
  }

  @Override
  public List<Problem> problems() {
    return options.problems();
  }

  @Override
  public List<Problem> preflight(BuildContext context) {
    return EngineUse.problems(runtime);
  }

  @Override
  public Effect effect() {
    return Effect.OUTSIDE_REPEATABLE;
  }

  @Override
  public String version() {
    return "1, " + options.describe();
  }

  @Override
  public Optional<Image> standIn() {
    return Optional.of(Image.of(STAND_IN));
  }

  /** Tells whether the other builds the same on the same runtime. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageBuild that
        && options.equals(that.options)
        && Objects.equals(runtime, that.runtime);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  BuildOptions options() {
    return options;
  }

  @Nullable
  DockerRuntime runtime() {
    return runtime;
  }

  private ImageBuild with(Consumer<BuildOptions.Draft> change) {
    return new ImageBuild(options.with(change), runtime);
  }
}
