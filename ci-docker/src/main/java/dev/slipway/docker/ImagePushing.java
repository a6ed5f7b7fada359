package dev.slipway.docker;

import com.github.dockerjava.api.model.AuthConfig;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.config.Credentials;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.StepContext;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One push of an image under some names. For one thread. */
final class ImagePushing {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  private final Engine engine;
  private final Images images;
  private final Time time;
  private final Consumer<String> log;
  private final String place;
  private final ImageAccess access;
  private final Image image;
  private final Image.@Nullable Login login;

  ImagePushing(
      DockerRuntime runtime, StepContext context, Image image, Image.@Nullable Login login) {
    this(runtime.engine(), runtime.images(), context, image, login);
  }

  ImagePushing(
      Engine engine, Images images, StepContext context, Image image, Image.@Nullable Login login) {
    this(
        engine,
        images,
        context.time(),
        context.log()::line,
        "step '" + context.stepName() + "'",
        new StepAccess(context),
        image,
        login);
  }

  /**
   * @param place what pushes, for problems
   * @param login the login to the registries of the names; null for what is known otherwise
   */
  ImagePushing(
      Engine engine,
      Images images,
      Time time,
      Consumer<String> log,
      String place,
      ImageAccess access,
      Image image,
      Image.@Nullable Login login) {
    this.engine = engine;
    this.images = images;
    this.time = time;
    this.log = log;
    this.place = place;
    this.access = access;
    this.image = image;
    this.login = login;
  }

  /**
   * Pushes the image under each name.
   *
   * @throws RuntimeUnavailableException if the engine or a registry did not do its part
   */
  Image run(List<String> names) throws InterruptedException {
    Optional<Problem> problem = images.problem(image, access);
    if (problem.isPresent()) {
      throw unavailable(problem.get(), null);
    }
    String content = images.onEngine(image).name();
    Image first = null;
    for (String text : names) {
      ImageName name = Names.complete(ImageName.parse(text));
      String digest = push(content, name);
      log.accept("pushed " + name + " as " + digest);
      first = first == null ? Image.of(name.toString()).pinned(digest) : first;
    }
    if (first == null) {
      throw new IllegalStateException("a push without a name is a problem of the definition");
    }
    return login == null ? first : first.login(login.user(), login.password());
  }

  private String push(String content, ImageName name) throws InterruptedException {
    Credentials credentials =
        images.registries().credentials(name.registry(), login, access).orElse(null);
    if (credentials != null) {
      Optional<Problem> refusal = images.registries().refusal("image '" + name + "'", credentials);
      if (refusal.isPresent()) {
        throw unavailable(refusal.get(), null);
      }
    }
    tag(content, name);
    log.accept("pushing " + name);
    Duration delay = FIRST_DELAY;
    for (int attempt = 1; ; attempt++) {
      try {
        return pushOnce(name, credentials);
      } catch (RuntimeException e) {
        Broken.byInterrupt(e);
        if (attempt == ATTEMPTS || Refusals.forGood(e)) {
          throw unavailable(notPushed(name, credentials, attempt, e), e);
        }
        log.accept(
            "that broke off (" + Reason.of(e) + "); trying again in " + delay.toSeconds() + " s");
        time.sleep(delay);
        delay = delay.multipliedBy(2);
      }
    }
  }

  private void tag(String content, ImageName name) throws InterruptedException {
    try {
      engine.calls().tagImageCmd(content, name.repository(), name.tag()).exec();
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(place, "the image could not be named " + name, engine, e);
    }
  }

  private String pushOnce(ImageName name, @Nullable Credentials credentials)
      throws InterruptedException {
    AuthConfig header = credentials == null ? new AuthConfig() : Registries.header(credentials);
    PushAnswer answer = engine
        .streams()
        .pushImageCmd(name.repository())
        .withTag(name.tag())
        .withAuthConfig(header)
        .exec(new PushAnswer());
    answer.awaitCompletion();
    return answer.digest();
  }

  private Problem notPushed(
      ImageName name, @Nullable Credentials credentials, int attempts, RuntimeException e) {
    String times = attempts == 1 ? "" : " in " + attempts + " attempts";
    return new Problem(
        "image '" + name + "'",
        "it could not be pushed" + times + ": " + Reason.of(e),
        "a registry that takes it",
        credentials == null
            ? "correct its name, or log in to the registry"
            : "see whether " + credentials + " may push it, and look at the log of the registry");
  }

  private RuntimeUnavailableException unavailable(Problem problem, @Nullable Throwable cause) {
    return new RuntimeUnavailableException(problem.at(place + ", " + problem.place()), cause);
  }
}
