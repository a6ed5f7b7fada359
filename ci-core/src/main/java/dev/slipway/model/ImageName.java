package dev.slipway.model;

import dev.slipway.diagnostic.Problem;
import java.util.Objects;
import java.util.Optional;

/**
 * The name of an image in its parts, by the grammar of the distribution specification. Immutable.
 *
 * @param registry the host and perhaps port of the registry; {@code docker.io} where the name tells none
 * @param path the path within the registry; that of an official image of {@code docker.io} begins with {@code library/}
 * @param tag the tag, or empty
 * @param digest the digest with its algorithm, such as {@code sha256:94a0...}, or empty
 * @since 0.1
 */
public record ImageName(String registry, String path, String tag, String digest) {
  static final String HUB = "docker.io";
  private static final String OFFICIAL = "library/";

  /**
   * Makes a name.
   *
   * @throws NullPointerException if a part is null
   */
  public ImageName {
    Objects.requireNonNull(registry, "registry");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * Reads a name such as {@code maven:3.9} or {@code registry.example:5000/team/app@sha256:94a0...}.
   *
   * @throws IllegalArgumentException if the grammar does not allow it; the message says where it goes wrong
   */
  public static ImageName parse(String text) {
    ImageNameChecks.problem("image", text).ifPresent(problem -> {
      throw new IllegalArgumentException(problem.toString());
    });
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    String digest = at < 0 ? "" : text.substring(at + 1);
    String registry = registryIn(named);
    String rest = registry.isEmpty() ? named : named.substring(registry.length() + 1);
    int colon = rest.indexOf(':');
    String path = colon < 0 ? rest : rest.substring(0, colon);
    String tag = colon < 0 ? "" : rest.substring(colon + 1);
    String host = registry.isEmpty() || registry.equals("index.docker.io") ? HUB : registry;
    boolean official = host.equals(HUB) && path.indexOf('/') < 0;
    return new ImageName(host, official ? OFFICIAL + path : path, tag, digest);
  }

  /** Returns the name without tag and digest, as people and engines write it: without what goes without saying. */
  public String repository() {
    if (!registry.equals(HUB)) {
      return registry + "/" + path;
    }
    boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
    return official ? path.substring(OFFICIAL.length()) : path;
  }

  /**
   * Returns the name of the same image in another registry, such as a mirror.
   *
   * @param otherRegistry its host and perhaps port
   */
  public ImageName at(String otherRegistry) {
    return new ImageName(otherRegistry, path, tag, digest);
  }

  /** Returns the same name without a digest and with another tag. */
  public ImageName withTag(String otherTag) {
    return new ImageName(registry, path, otherTag, "");
  }

  /** Returns the name as people and engines write it. */
  @Override
  public String toString() {
    return repository() + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
  }

  /** Returns the part before the first slash if it is a registry and not the begin of a path. */
  static String registryIn(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean registry = first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || first.chars().anyMatch(Character::isUpperCase);
    return registry ? first : "";
  }

  /**
   * Finds what is wrong with a name. The id of an image is a name, too.
   *
   * @param place where the name is, for people
   */
  public static Optional<Problem> problem(String place, String name) {
    return Image.isId(name) ? Optional.empty() : ImageNameChecks.problem(place, name);
  }
}
