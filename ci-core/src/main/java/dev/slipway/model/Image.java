package dev.slipway.model;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container image by its name, such as {@code maven:3.9-eclipse-temurin-17}, and how it is come by. Or the image that a step
 * makes, whose name only that step will know. Immutable.
 *
 * @param name the name by the grammar of the distribution specification, or {@code sha256:} and an id that the container engine
 *     knows; empty for the image of a step. A wrong one is reported when the pipeline is defined
 * @param pull when it is fetched
 * @param platform the platform, such as {@code linux/arm64}; empty for that of the engine
 * @param login the login to its registry, or null for what the engine's user has
 * @param step the name of the step whose output it is; empty otherwise
 * @since 0.1
 */
public record Image(
    String name, PullPolicy pull, String platform, @Nullable Login login, String step) {
  private static final Pattern ID = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * Makes an image.
   *
   * @throws NullPointerException if a part other than the login is null
   */
  public Image {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(pull, "pull");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(step, "step");
  }

  /** Returns the image of this name, for the platform of the engine, fetched if it is missing. */
  public static Image of(String name) {
    return new Image(name, PullPolicy.IF_MISSING, "", null, "");
  }

  /** Returns the image that a step makes. A step that uses it has to be told so: {@link StepBuilder} does it by itself. */
  public static Image of(StepRef<Image> step) {
    return new Image("", PullPolicy.IF_MISSING, "", null, step.name());
  }

  /** Returns a copy of another name. */
  public Image named(String otherName) {
    return new Image(otherName, pull, platform, login, step);
  }

  /** Returns whether its name is the id that a container engine has given it. */
  public boolean isId() {
    return isId(name);
  }

  /** Returns a copy that is fetched at other times. */
  public Image pull(PullPolicy policy) {
    return new Image(name, policy, platform, login, step);
  }

  /** Returns a copy for a platform, such as {@code linux/arm64}; it is an error if the image has none for it. */
  public Image platform(String newPlatform) {
    return new Image(name, pull, newPlatform, login, step);
  }

  /**
   * Returns a copy whose registry is logged in to. The build looks the secret up as it does those of its steps, and refuses it to
   * builds that are not trusted.
   *
   * @param user the name of the user
   * @param passwordSecret the name of the secret that holds the password or token
   */
  public Image login(String user, String passwordSecret) {
    return new Image(name, pull, platform, new Login(user, passwordSecret), step);
  }

  /** Returns a copy whose registry is logged in to with what the engine's user has. */
  public Image withoutLogin() {
    return new Image(name, pull, platform, null, step);
  }

  /**
   * Returns this image with its content fixed: the name without tag and digest, an {@code @}, and the digest. An image that is
   * named by its id alone is fixed already and is returned as it is.
   *
   * @param digest what {@code StepRuntime.digest} has told, such as {@code sha256:94a0...}
   * @throws NullPointerException if the digest is null
   */
  public Image pinned(String digest) {
    Objects.requireNonNull(digest, "digest");
    if (isId(name)) {
      return this;
    }
    int at = name.indexOf('@');
    String named = at < 0 ? name : name.substring(0, at);
    int tag = named.indexOf(':', named.lastIndexOf('/') + 1);
    String fixed = (tag < 0 ? named : named.substring(0, tag)) + "@" + digest;
    return new Image(fixed, pull, platform, login, step);
  }

  /** Tells whether a name is the id of an image. */
  static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  /** Returns the name alone. */
  @Override
  public String toString() {
    return step.isEmpty() ? name : "of step '" + step + "'";
  }

  /**
   * What a registry is logged in to with. Immutable.
   *
   * @param user the name of the user
   * @param password the name of the secret that holds the password or token
   */
  public record Login(String user, String password) {
    /**
     * Makes a login.
     *
     * @throws NullPointerException if a name is null
     */
    public Login {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(password, "password");
    }
  }
}
