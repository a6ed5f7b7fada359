package dev.slipway.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.config.Credentials;
import dev.slipway.docker.config.DockerConfig;
import dev.slipway.docker.config.Keyring;
import dev.slipway.model.Image;
import dev.slipway.model.ImageName;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.PullProgress;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.runtime.SessionSpec;
import dev.slipway.time.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sees to it that images are on the engine. Thread-safe. */
final class Images {

  private final Engine engine;
  private final Time time;
  private final Registries registries;
  private final UnaryOperator<ImageName> substitution;
  private final Platform own;

  Images(Engine engine, Time time, Registries registries, UnaryOperator<ImageName> substitution) {
    this.engine = engine;
    this.time = time;
    this.registries = registries;
    this.substitution = substitution;
    this.own = engine.platform();
  }

  /** Returns the same with more logins, which come first. */
  Images with(Map<String, Credentials> logins) {
    Keyring keyring = new Keyring(time, DockerConfig.ofUser(), logins);
    return new Images(engine, time, new Registries(engine, keyring), substitution);
  }

  Registries registries() {
    return registries;
  }

  /** Fetches an image as its policy says. Returns why it cannot be used, if so. */
  Optional<Problem> problem(Image image, ImageAccess access) throws InterruptedException {
    try {
      Image wanted = substituted(image);
      InspectImageResponse there = inspect(wanted);
      if (isToBePulled(wanted, there)) {
        Optional<Problem> problem = pull(image, wanted, access);
        if (problem.isPresent()) {
          return problem;
        }
        there = inspect(wanted);
      }
      return there == null
          ? Optional.of(missing(image, wanted))
          : wrongPlatform(image, wanted, there);
    } catch (RuntimeUnavailableException e) {
      return Optional.of(
          e.problems().get(0).at(place(image) + ", " + e.problems().get(0).place()));
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(place(image), "the engine does not tell about it", engine, e);
    }
  }

  /** Returns the image as the engine knows it, for a container to be made of it. */
  Image onEngine(Image image) throws InterruptedException {
    try {
      return known(substituted(image));
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(place(image), "the engine does not tell about it", engine, e);
    }
  }

  /** Returns what a session is opened for with all images as the engine knows them. */
  SessionSpec onEngine(SessionSpec spec) throws InterruptedException {
    Map<Image, Image> known = new HashMap<>();
    for (Image image : spec.execution().images().distinct().toList()) {
      known.put(image, onEngine(image));
    }
    return spec.withExecution(
        spec.execution().withImages(image -> known.getOrDefault(image, image)));
  }

  /** An image may be fixed by an id, where no registry knows it. */
  private Image known(Image wanted) {
    int at = wanted.name().indexOf('@');
    if (at < 0 || isThere(wanted.name())) {
      return wanted;
    }
    Image byId = wanted.named(wanted.name().substring(at + 1));
    return byId.isId() && isThere(byId.name()) ? byId : wanted;
  }

  /** Returns the digest of the image's own registry, or the id of the image; empty if it is not there. */
  Optional<String> digest(Image image) throws InterruptedException {
    try {
      return digestOf(substituted(image));
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      throw Containers.unavailable(place(image), "the engine does not tell about it", engine, e);
    }
  }

  private Optional<String> digestOf(Image wanted) {
    InspectImageResponse there = inspect(wanted);
    if (there == null) {
      return Optional.empty();
    }
    String prefix = wanted.isId() ? "@" : ImageName.parse(wanted.name()).repository() + "@";
    List<String> known = Objects.requireNonNullElse(there.getRepoDigests(), List.of());
    return known.stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .findFirst()
        .or(() -> Optional.ofNullable(there.getId()));
  }

  /**
   * Returns the image that is used in place of another. A login does not follow to another registry: what is meant for one must
   * not be shown to the other.
   */
  Image substituted(Image image) {
    if (image.isId()) {
      return image;
    }
    ImageName name = ImageName.parse(image.name());
    ImageName other = Objects.requireNonNull(substitution.apply(name), "a substituted image name");
    if (other.equals(name)) {
      return image;
    }
    Image replaced = image.named(ImageName.parse(other.toString()).toString());
    return other.registry().equals(name.registry()) ? replaced : replaced.withoutLogin();
  }

  private Optional<Problem> pull(Image image, Image wanted, ImageAccess access)
      throws InterruptedException {
    ImageName name = Names.complete(ImageName.parse(wanted.name()));
    Credentials credentials =
        registries.credentials(name.registry(), wanted.login(), access).orElse(null);
    Flights.Key key = new Flights.Key(
        engine.address().host(), name.toString(), wanted.platform(), String.valueOf(credentials));
    try {
      Flights.SHARED.join(key, access::progress, ear -> {
        // another one may have fetched it since it was looked for
        if (isToBePulled(wanted, inspect(wanted))) {
          pull(name, wanted.platform(), credentials, ear);
        }
      });
      return Optional.empty();
    } catch (RuntimeException e) {
      Broken.byInterrupt(e);
      Optional<Problem> refusal =
          credentials == null ? Optional.empty() : registries.refusal(place(image), credentials);
      return refusal.or(() -> Optional.of(notPulled(image, wanted, credentials, e)));
    }
  }

  private void pull(
      ImageName name,
      String platform,
      @Nullable Credentials credentials,
      Consumer<PullProgress> ear)
      throws InterruptedException {
    PullImageCmd pull = engine.streams().pullImageCmd(name.toString());
    if (credentials != null) {
      pull.withAuthConfig(Registries.header(credentials));
    }
    if (!platform.isEmpty()) {
      pull.withPlatform(platform);
    }
    pull.exec(new PullAnswer(time, name.toString(), ear)).await();
  }

  private static boolean isToBePulled(Image wanted, @Nullable InspectImageResponse there) {
    if (wanted.isId() || wanted.pull() == PullPolicy.NEVER) {
      return false;
    }
    return wanted.pull() == PullPolicy.ALWAYS || there == null || !fits(there, wanted);
  }

  private static boolean fits(InspectImageResponse there, Image wanted) {
    return wanted.platform().isEmpty()
        || Platform.of(there).map(Platform.parse(wanted.platform())::equals).orElse(true);
  }

  private Optional<Problem> wrongPlatform(Image image, Image wanted, InspectImageResponse there) {
    Platform found = Platform.of(there).orElse(own);
    String asked = wanted.platform();
    boolean good = asked.isEmpty() ? own.runs(found) : found.equals(Platform.parse(asked));
    if (good) {
      return Optional.empty();
    }
    return Optional.of(
        asked.isEmpty()
            ? new Problem(
                place(image),
                "it is for " + found + ", and the engine at " + engine.address() + " is " + own,
                "an image for " + own,
                "use one, or say platform(\"" + found + "\") if the engine can emulate it")
            : new Problem(
                place(image),
                "it is for " + found + ", but the step asks for " + asked,
                "an image for " + asked,
                "use one, or correct the platform"));
  }

  private @Nullable InspectImageResponse inspect(Image wanted) {
    try {
      return engine.calls().inspectImageCmd(known(wanted).name()).exec();
    } catch (NotFoundException e) {
      return null;
    }
  }

  private boolean isThere(String name) {
    try {
      engine.calls().inspectImageCmd(name).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  private Problem missing(Image image, Image wanted) {
    String found = "it is not on the engine at " + engine.address();
    return wanted.isId()
        ? new Problem(place(image), found, "an image that a step has made", "run that step again")
        : new Problem(
            place(image),
            found + insteadOf(image, wanted) + " and is never pulled",
            "an image that is there",
            "pull or build it beforehand, or choose another pull policy");
  }

  private Problem notPulled(
      Image image, Image wanted, @Nullable Credentials credentials, RuntimeException e) {
    String who = credentials == null ? "" : " by " + credentials;
    String found = wanted.pull() == PullPolicy.ALWAYS
        ? "it cannot be pulled"
        : "it is not on the engine at " + engine.address() + forPlatform(wanted)
            + " and cannot be pulled";
    return new Problem(
        place(image),
        found + insteadOf(image, wanted) + who + ": " + Reason.of(e),
        "an image that is there or can be pulled",
        "correct its name, pull or build it beforehand, or log in to its registry");
  }

  private static String forPlatform(Image wanted) {
    return wanted.platform().isEmpty() ? "" : " for " + wanted.platform();
  }

  private static String insteadOf(Image image, Image wanted) {
    return image.name().equals(wanted.name()) ? "" : " as '" + wanted + "'";
  }

  private static String place(Image image) {
    return "image '" + image + "'";
  }
}
