package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Files that a web server of this machine serves. The server has the link {@code current} in the directory as its root; it leads to the files of one release and is changed at
 * one moment, so nobody ever sees a mix. The kept releases lie beside each other, and going back is to change the link.
 *
 * <pre>{@code
 * Target site = StaticSite.at(Path.of("/srv/www/shop"), URI.create("https://shop.example")).configurationIn("config.json");
 * }</pre>
 *
 * <p>A release is served when the link leads to it, so it proves itself with traffic, and goes back at once if it fails. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class StaticSite implements Target {
  private final Path directory;
  private final URI address;
  private final String configuration;
  private final ReleaseLinks links;

  private StaticSite(Path directory, URI address, String configuration) {
    this.directory = directory;
    this.address = address;
    this.configuration = configuration;
    this.links = new ReleaseLinks(directory, address, new Follower());
  }

  /**
   * Names a site.
   *
   * @param directory where the releases are kept; it is made if it is not there
   * @param address where the users' traffic arrives, for smoke tests
   */
  public static StaticSite at(Path directory, URI address) {
    return new StaticSite(
        Objects.requireNonNull(directory, "directory"),
        Objects.requireNonNull(address, "address"),
        "");
  }

  /**
   * Returns the same with the configuration of the release, as a JSON object of strings, in a file of the site.
   *
   * @param path within the release, such as {@code config.json}; a file of the artifact there is replaced
   * @throws IllegalArgumentException if the path is not within the release
   */
  public StaticSite configurationIn(String path) {
    Path relative = Path.of(path).normalize();
    if (path.isBlank() || relative.isAbsolute() || relative.startsWith("..")) {
      throw new IllegalArgumentException(
          "the path '" + path
              + "' is not within the release; expected one such as config.json; to mend it, correct the path");
    }
    return new StaticSite(directory, address, relative.toString());
  }

  /**
   * {@inheritDoc}
   *
   * @throws TargetException if the directory cannot be written
   */
  @Override
  public TargetControl control(long token, ReleaseSecrets secrets) {
    return links.control(token, secrets);
  }

  @Override
  public TargetState state() {
    return links.state();
  }

  @Override
  public String toString() {
    return "static site " + links.root();
  }

  /** The link is all there is to it, but for the configuration. */
  private final class Follower implements ReleaseLinks.Follower {
    @Override
    public void prepare(Release release, Path files) throws IOException {
      if (!configuration.isEmpty()) {
        Path file = files.resolve(configuration);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.write(release.configuration()));
      }
    }

    @Override
    public void follow(Release release, Path files, int before, ReleaseSecrets secrets) {
      // the server follows the link by itself
    }

    @Override
    public void end(Release release, Path files, ReleaseSecrets secrets) {
      // without the link nothing is served
    }
  }
}
