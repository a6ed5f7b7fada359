package dev.slipway.docker;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.ImageName;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks of names that several actions make. */
final class Names {
  private static final String LATEST = "latest";
  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?");

  private Names() {}

  /** Returns a name with a tag or digest: engines take a name without one for all its tags, or for the tag {@code latest}. */
  static ImageName complete(ImageName name) {
    return name.tag().isEmpty() && name.digest().isEmpty() ? name.withTag(LATEST) : name;
  }

  /** Finds what is wrong with a name that an image is to get. */
  static Optional<Problem> destination(String place, String name) {
    return ImageName.problem(place, name)
        .or(() -> name.indexOf('@') < 0
            ? Optional.empty()
            : Optional.of(new Problem(
                place,
                "the image name '" + name + "' has a digest",
                "a name with a tag",
                "leave out the '@' and what follows: the content decides about the digest")));
  }

  /** Finds what is wrong with a platform; empty is right. */
  static Optional<Problem> platform(String place, String platform) {
    return platform.isEmpty() || PLATFORM.matcher(platform).matches()
        ? Optional.empty()
        : Optional.of(new Problem(
            place,
            "platform '" + platform + "'",
            "a system and a processor, such as linux/arm64",
            "correct it, or leave it out for the platform of the engine"));
  }
}
