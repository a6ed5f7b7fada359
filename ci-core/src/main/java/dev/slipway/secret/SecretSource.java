package dev.slipway.secret;

import static java.util.Objects.requireNonNull;

import dev.slipway.diagnostic.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where secrets come from. The sources made here are safe for use by many threads and look each time they are asked, so that
 * a changed value is seen; an implementation should do the same.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SecretSource {

  /**
   * Looks for a secret. May block, for example to read a file; may be called at any time, from any thread, any number of times.
   *
   * @param name what the secret is called
   * @return the secret, or empty if this source does not have it
   * @throws SecretRefusedException if the source has it with a value that is blank or cannot be found safely
   * @throws SecretUnavailableException if the source has it but cannot read it
   */
  Optional<Secret> find(String name);

  /**
   * Returns a secret that is needed.
   *
   * @throws SecretRefusedException as {@link #find} does
   * @throws SecretUnavailableException if this source does not have it, or cannot read it
   */
  default Secret require(String name) {
    return find(name)
        .orElseThrow(() -> new SecretUnavailableException(
            new Problem(
                "secret '" + name + "'",
                "it is not there",
                "a source that has it",
                "add it to the source, or correct the name"),
            null));
  }

  /** Returns a source that has no secret. */
  static SecretSource none() {
    return name -> Optional.empty();
  }

  /** Returns a source that has the environment variables of this process. */
  static SecretSource environment() {
    return environment(System.getenv());
  }

  /**
   * Returns a source that has the given environment variables.
   *
   * @throws NullPointerException if the map, a name or a value is null
   */
  static SecretSource environment(Map<String, String> variables) {
    return of(variables);
  }

  /**
   * Returns a source that has the given values by name. The values are checked when they are asked for.
   *
   * @throws NullPointerException if the map, a name or a value is null
   */
  static SecretSource of(Map<String, String> values) {
    Map<String, String> copy = Map.copyOf(values);
    return name -> Optional.ofNullable(copy.get(requireNonNull(name, "name")))
        .map(value -> Secret.of(name, value));
  }

  /**
   * Returns a source that has one file per secret, named like the secret, as container engines put them in
   * {@code /run/secrets}. Files are UTF-8; one line end at the end of a file is dropped. Links are followed. What is not a
   * regular file is not there. The source throws {@link IllegalArgumentException} for a name that is no plain file name:
   * blank, {@code .}, {@code ..}, or with a slash, a backslash or a NUL in it.
   *
   * @throws NullPointerException if the directory is null
   */
  static SecretSource directory(Path directory) {
    return new SecretDirectory(directory);
  }

  /**
   * Returns a source that asks the given ones in turn and takes the first answer. A value that a source refuses ends the search:
   * it is a mistake to be mended, not a reason to take another value.
   *
   * @throws NullPointerException if a source is null
   */
  static SecretSource firstOf(SecretSource... sources) {
    List<SecretSource> all = List.of(sources);
    return name -> all.stream().flatMap(source -> source.find(name).stream()).findFirst();
  }
}
