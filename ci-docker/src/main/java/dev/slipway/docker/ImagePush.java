package dev.slipway.docker;

import dev.slipway.config.ActionFormat;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Effect;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Pushes an image to a registry, under one name or several. Its output is the image by its first name and the digest that the
 * registry gave it, so that whoever uses it gets this content and no other.
 *
 * <p>What breaks off is tried again, four times in all and with growing delays, as a registry that has trouble often has it only for
 * a moment. A login that is refused is not tried again. A step that fails after some names were pushed leaves these.
 *
 * <p>Immutable: each method returns a copy.
 *
 * @since 0.1
 */
public final class ImagePush implements StepAction<Image> {
  private static final String STAND_IN = "sha256:" + "0".repeat(64);

  private final Image image;
  private final List<String> names;
  private final Image.@Nullable Login login;
  private final @Nullable DockerRuntime runtime;

  private ImagePush(
      Image image,
      List<String> names,
      Image.@Nullable Login login,
      @Nullable DockerRuntime runtime) {
    this.image = image;
    this.names = List.copyOf(names);
    this.login = login;
    this.runtime = runtime;
  }

  /** Pushes the image that a step makes. */
  public static ImagePush of(StepRef<Image> image) {
    return of(Image.of(image));
  }

  /** Pushes an image that is on the engine or can be pulled: gives it other names. */
  public static ImagePush of(Image image) {
    return new ImagePush(Objects.requireNonNull(image, "image"), List.of(), null, null);
  }

  /**
   * Returns how pushes stand in {@code slipway.yml}, to be registered under a key such as {@code imagePush}, on the engine of the
   * {@code docker} command.
   */
  public static ActionFormat<ImagePush> format() {
    return new ImagePushFormat(null);
  }

  /** Returns the same, pushed on the engine of this runtime, with its credentials and substitutions. */
  public static ActionFormat<ImagePush> format(DockerRuntime engine) {
    return new ImagePushFormat(Objects.requireNonNull(engine, "engine"));
  }

  /**
   * Adds names with the registry in front, such as {@code registry.example:5000/shop:1}; the tag is {@code latest} where none is told.
   * They may hold environment variables of the step, such as <code>shop:${CI_COMMIT_ID}</code>; of a value the characters are left out
   * that may not stand there. A variable that the step does not have makes it failed.
   */
  public ImagePush to(String first, String... more) {
    List<String> all = new ArrayList<>(names);
    all.add(Objects.requireNonNull(first, "first"));
    all.addAll(List.of(more));
    return new ImagePush(image, all, login, runtime);
  }

  /**
   * Logs in with a user and a secret. Without it, the login is that of the runtime or of the {@code docker} command line.
   *
   * @param user the name of the user
   * @param passwordSecret the name of the secret that holds the password or token
   */
  public ImagePush login(String user, String passwordSecret) {
    return new ImagePush(image, names, new Image.Login(user, passwordSecret), runtime);
  }

  /** Pushes from the engine of a runtime, with its credentials, instead of that of the {@code docker} command. */
  public ImagePush on(DockerRuntime engine) {
    return new ImagePush(image, names, login, Objects.requireNonNull(engine, "engine"));
  }

  @Override
  public Image run(StepContext context) throws InterruptedException {
    Image pushed =
        image.step().isEmpty() ? image : context.input(new StepRef<>(image.step(), Image.class));
    try (EngineUse use = EngineUse.of(runtime, context.time())) {
      return new ImagePushing(use.runtime(), context, pushed, login)
          .run(names.stream()
              .map(name -> VariableText.imageName(name, context.variables()))
              .toList());
    }
  }

  @Override
  public Class<?> outputType() {
    return Image.class;
  }

  @Override
  public List<StepRef<?>> inputs() {
    return image.step().isEmpty() ? List.of() : List.of(new StepRef<>(image.step(), Image.class));
  }

  @Override
  public List<String> secrets() {
    return Stream.of(Optional.ofNullable(login), Optional.ofNullable(image.login()))
        .flatMap(Optional::stream)
        .map(Image.Login::password)
        .distinct()
        .toList();
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (image.step().isEmpty()) {
      ImageName.problem("image", image.name()).ifPresent(problems::add);
    }
    if (names.isEmpty()) {
      problems.add(new Problem("push", "it goes nowhere", "a name", "add one with to(...)"));
    }
    names.forEach(
        name -> Names.destination("push", VariableText.sample(name)).ifPresent(problems::add));
    return problems;
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
    return "1, " + image + " to " + names;
  }

  @Override
  public Optional<Image> standIn() {
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(Image.of(VariableText.sample(names.get(0))).pinned(STAND_IN));
  }

  /** Tells whether the other pushes the same from the same runtime. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImagePush that
        && image.equals(that.image)
        && names.equals(that.names)
        && Objects.equals(login, that.login)
        && Objects.equals(runtime, that.runtime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(image, names);
  }

  Image image() {
    return image;
  }

  List<String> names() {
    return names;
  }

  Image.@Nullable Login login() {
    return login;
  }

  @Nullable
  DockerRuntime runtime() {
    return runtime;
  }
}
