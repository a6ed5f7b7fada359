package dev.slipway.docker;

import com.github.dockerjava.api.exception.UnauthorizedException;
import com.github.dockerjava.api.model.AuthConfig;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.config.Credentials;
import dev.slipway.docker.config.Keyring;
import dev.slipway.model.Image;
import dev.slipway.runtime.ImageAccess;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.secret.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the engine logs in to registries. Thread-safe. */
final class Registries {
  private final Engine engine;
  private final Keyring keyring;

  Registries(Engine engine, Keyring keyring) {
    this.engine = engine;
    this.keyring = keyring;
  }

  /**
   * Returns the credentials for the registry of an image: its own, or those that are known otherwise.
   *
   * @throws RuntimeUnavailableException if its own were not looked up, or the others cannot be found out
   */
  Optional<Credentials> credentials(
      String registry, Image.@Nullable Login login, ImageAccess access)
      throws InterruptedException {
    if (login == null) {
      return keyring.find(registry);
    }
    String password = secret(registry, login.password(), access).reveal();
    String origin = "secret '" + login.password() + "'";
    return Optional.of(Credentials.of(Keyring.server(registry), login.user(), password, origin));
  }

  private static Secret secret(String registry, String name, ImageAccess access) {
    return access
        .secret(name)
        .orElseThrow(() -> new RuntimeUnavailableException(
            new Problem(
                "registry " + registry,
                "the secret '" + name + "' of its login was not looked up",
                "a secret of this name",
                "add it to the source of secrets"),
            null));
  }

  /** Returns credentials as the engine takes them. */
  static AuthConfig header(Credentials credentials) {
    AuthConfig header = new AuthConfig().withRegistryAddress(credentials.server());
    return credentials.revealToken().isEmpty()
        ? header.withUsername(credentials.user()).withPassword(credentials.revealPassword())
        : header.withIdentityToken(credentials.revealToken());
  }

  /** Asks a registry whether it accepts credentials. Returns what is wrong; empty if they are accepted, or nobody knows. */
  Optional<Problem> refusal(String place, Credentials credentials) {
    try {
      engine.calls().authCmd().withAuthConfig(header(credentials)).exec();
      return Optional.empty();
    } catch (RuntimeException e) {
      if (!(e instanceof UnauthorizedException) && !Refusals.ofLogin(e)) {
        return Optional.empty();
      }
      return Optional.of(new Problem(
          place,
          "the registry " + credentials.server() + " refuses the login of " + credentials,
          "a login that it accepts",
          "correct user and password where they come from"));
    }
  }
}
