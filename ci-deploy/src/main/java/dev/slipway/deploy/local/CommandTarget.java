package dev.slipway.deploy.local;

import dev.slipway.deploy.release.Release;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.ReleaseSecrets;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetAbility;
import dev.slipway.deploy.target.TargetControl;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.deploy.target.TargetState;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A script of the user that deploys. It runs on this machine, by {@code sh}, in the directory with the files of the release, and sees:
 *
 * <ul>
 *   <li>{@code RELEASE}, the number of the release, and {@code PREVIOUS_RELEASE}, that of the one before, 0 if there is none;
 *   <li>{@code RELEASE_FILES}, the directory; {@code RELEASE_ARTIFACT} and {@code RELEASE_DIGEST};
 *   <li>{@code RELEASE_IMAGE}, the image by its digest; empty, if files are released, and else the directory is;
 *   <li>{@code RELEASE_COMMIT} and {@code RELEASE_BUILD}, what it was made from;
 *   <li>the configuration of the release, and of this process' own environment only what programs need to run at all.
 * </ul>
 *
 * <pre>{@code
 * Target lab = CommandTarget.at(Path.of("/var/lib/lab"), URI.create("https://lab.example"))
 *     .deploy("./bin/deploy.sh")
 *     .goBack("./bin/undo.sh");
 * }</pre>
 *
 * <p>The script ends with 0 when the release is served. Else, or when it takes too long, the release is bad, and the one before is deployed again: by {@code goBack} if there is one, which then runs with the files of the
 * release that is to be served, and by {@code deploy} if not. Its output is in {@code logs/N.log}.
 *
 * <p>A script goes on when the process is killed that deploys. {@link #state} tells that, and before anything else is changed the script is asked to end, with all it has
 * started, and is killed after ten seconds. What a script has put into the background stays there when the script has ended by itself.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class CommandTarget implements Target {
  private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);

  private final Path directory;
  private final URI address;
  private final Scripts scripts;
  private final ReleaseLinks links;
  private final CommandRun runner;

  private record Scripts(String deploy, String goBack, String stop, Duration limit) {}

  private CommandTarget(Path directory, URI address, Scripts scripts) {
    this.directory = directory;
    this.address = address;
    this.scripts = scripts;
    this.runner = new CommandRun(directory);
    this.links = new ReleaseLinks(directory, address, new Follower());
  }

  /**
   * Names a target.
   *
   * @param directory where the releases are kept; it is made if it is not there
   * @param address where the users' traffic arrives, for smoke tests
   */
  public static CommandTarget at(Path directory, URI address) {
    return new CommandTarget(
        Objects.requireNonNull(directory, "directory"),
        Objects.requireNonNull(address, "address"),
        new Scripts("", "", "", DEFAULT_LIMIT));
  }

  /** Returns the same with the script that makes a release be served. Without one a release is only put in place, and the link {@code current} leads to it. */
  public CommandTarget deploy(String script) {
    return with(new Scripts(script, scripts.goBack, scripts.stop, scripts.limit));
  }

  /** Returns the same with the script that makes an earlier release be served again; without one it is that of {@link #deploy}. */
  public CommandTarget goBack(String script) {
    return with(new Scripts(scripts.deploy, script, scripts.stop, scripts.limit));
  }

  /** Returns the same with the script that ends what is served. */
  public CommandTarget stop(String script) {
    return with(new Scripts(scripts.deploy, scripts.goBack, script, scripts.limit));
  }

  /** Returns the same with another limit for a script, after which it is killed; the default is ten minutes. */
  public CommandTarget within(Duration limit) {
    return with(new Scripts(scripts.deploy, scripts.goBack, scripts.stop, limit));
  }

  private CommandTarget with(Scripts other) {
    return new CommandTarget(directory, address, other);
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
  public Set<TargetAbility> abilities() {
    return Set.of(TargetAbility.FILES, TargetAbility.IMAGES, TargetAbility.SECRETS);
  }

  @Override
  public TargetState state() {
    return links.state();
  }

  @Override
  public String toString() {
    return "command target " + links.root();
  }

  private final class Follower implements ReleaseLinks.Follower {
    @Override
    public void prepare(Release release, Path files) {
      // all it needs are its files
    }

    @Override
    public void follow(Release release, Path files, int before, ReleaseSecrets secrets)
        throws IOException, InterruptedException {
      boolean back = release.number() < before && !scripts.goBack.isBlank();
      run(back ? scripts.goBack : scripts.deploy, release, files, before, secrets);
    }

    @Override
    public void end(Release release, Path files, ReleaseSecrets secrets)
        throws IOException, InterruptedException {
      run(scripts.stop, release, files, release.number(), secrets);
    }

    @Override
    public String underWay() throws IOException {
      return runner.stillRuns();
    }

    @Override
    public void endLeftovers() throws InterruptedException {
      runner.endLeftovers();
    }

    private void run(String script, Release release, Path files, int before, ReleaseSecrets secrets)
        throws IOException, InterruptedException {
      if (script.isBlank()) {
        return;
      }
      Map<String, String> variables = new LinkedHashMap<>(release.configuration());
      secrets.of(release).forEach((name, secret) -> variables.put(name, secret.reveal()));
      variables.put("RELEASE", Integer.toString(release.number()));
      variables.put("PREVIOUS_RELEASE", Integer.toString(before));
      variables.put("RELEASE_FILES", files.toString());
      variables.put("RELEASE_ARTIFACT", release.artifact());
      variables.put("RELEASE_DIGEST", release.digest());
      variables.put("RELEASE_IMAGE", release.image());
      variables.put("RELEASE_COMMIT", release.commit());
      variables.put("RELEASE_BUILD", release.buildId());
      Path log = links.root().resolve("logs").resolve(release.number() + ".log");
      long from = Files.exists(log) ? Files.size(log) : 0;
      CommandRun.Result result =
          runner.run(release.number(), script, files, variables, log, scripts.limit);
      if (!result.good()) {
        List<String> end = AppProcess.tail(log, from);
        throw new ReleaseNotStartedException(
            new Problem(
                CommandTarget.this + ", script '" + script + "'",
                release + ": it " + result.words()
                    + (end.isEmpty() ? "" : ": " + String.join(" | ", end)),
                "a script that ends with 0",
                "read its output in " + log),
            end);
      }
    }
  }
}
