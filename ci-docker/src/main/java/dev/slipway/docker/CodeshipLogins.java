package dev.slipway.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.config.codeship.CodeshipService;
import dev.slipway.config.codeship.CodeshipStep.Push;
import dev.slipway.docker.config.Credentials;
import dev.slipway.docker.config.DockerConfig;
import dev.slipway.docker.config.Keyring;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Logins to registries: of an encrypted file, or of a service that writes one. For one thread. */
final class CodeshipLogins {
  private static final String MOUNT = "/codeship-dockercfg";
  private static final String FILE = "dockercfg";

  private final CodeshipSetup setup;
  private final CodeshipSite site;
  private final StepContext context;

  CodeshipLogins(CodeshipSetup setup, CodeshipSite site, StepContext context) {
    this.setup = setup;
    this.site = site;
    this.context = context;
  }

  /** Returns the images of the engine with these logins. */
  Images images(CodeshipService.Credentials credentials) throws InterruptedException {
    if (credentials.encryptedFile() != null) {
      String file = credentials.encryptedFile();
      return setup.docker().images().with(parse(setup.decrypted(file + ":1:1", file), file));
    }
    if (credentials.service() != null) {
      return setup.docker().images().with(written(credentials.service()));
    }
    return setup.docker().images();
  }

  /** The service gets one argument: the path at which it has to write the file. */
  private Map<String, Credentials> written(String service) throws InterruptedException {
    String origin = "service '" + service + "'";
    Path parent = temporary();
    try {
      // the container may run as any user, and the parent keeps everybody else out
      Path directory = Files.createDirectory(parent.resolve("out"));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
      int code;
      // its own image is got without the logins that it is to write
      CodeshipImages images =
          new CodeshipImages(setup, site, context, CodeshipService.Credentials.NONE);
      try (CodeshipStage stage = new CodeshipStage(setup, site, context, images)) {
        stage.mount(directory, MOUNT);
        code = stage.run(service, List.of(MOUNT + "/" + FILE));
      }
      Path file = directory.resolve(FILE);
      if (code != 0 || !Files.isRegularFile(file)) {
        throw new StepFailedException("the " + origin + " of dockercfg_service "
            + (code == 0
                ? "wrote no file at the path it was told"
                : "ended with exit code " + code));
      }
      return parse(Files.readString(file), origin);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(parent);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("slipway-logins");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the old form, where registries are at the top, and the new one, where they are below {@code auths}. */
  static Map<String, Credentials> parse(String text, String origin) {
    Object read;
    try {
      read = Json.read(text);
    } catch (JsonException e) {
      // the cause would quote the text
      throw new StepFailedException("the logins of " + origin
          + " are no JSON; if they were decrypted, see whether the key is the right one");
    }
    Map<?, ?> top = read instanceof Map<?, ?> map ? map : Map.of();
    Map<?, ?> auths = top.get("auths") instanceof Map<?, ?> inner ? inner : top;
    Map<String, Credentials> logins = new LinkedHashMap<>();
    auths.forEach((server, entry) -> {
      if (entry instanceof Map<?, ?> login) {
        String registry = Push.registryOf(String.valueOf(server));
        logins.put(registry, login(registry, login, origin));
      }
    });
    return logins;
  }

  private static Credentials login(String registry, Map<?, ?> login, String origin) {
    String both = new String(decoded(DockerConfig.text(login, "auth"), origin), UTF_8);
    int colon = both.indexOf(':');
    String user = colon < 0 ? DockerConfig.text(login, "username") : both.substring(0, colon);
    String password = colon < 0 ? DockerConfig.text(login, "password") : both.substring(colon + 1);
    return Credentials.of(Keyring.server(registry), user, password, origin);
  }

  private static byte[] decoded(String auth, String origin) {
    try {
      return Base64.getDecoder().decode(auth.strip());
    } catch (IllegalArgumentException e) {
      throw new StepFailedException(
          "the logins of " + origin + " have an 'auth' that is no Base64");
    }
  }
}
