package dev.slipway.git;

import static java.util.Objects.requireNonNull;

import dev.slipway.model.Revision;
import dev.slipway.model.Source;
import dev.slipway.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.InvalidObjectIdException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The code of a Git repository that is reached as a directory, by HTTP or by SSH. Immutable and safe for use by many
 * threads; each method returns another source.
 *
 * <pre>{@code
 * GitSource.of("https://git.example/shop.git").branch("main").credentials("ci", token)
 * }</pre>
 *
 * <p>The first use copies the repository into a <i>mirror</i>; later ones bring over only what is new. Builds of one
 * repository share its mirror, also across processes: one at a time changes it. A mirror that is damaged, or that a killed
 * process left half-made, is made again.
 *
 * <p>A workspace is a repository of its own with a detached HEAD, all tags, and the branches of the remote as {@code
 * origin/...}, so that tools such as {@code git describe} work. It reads the objects of the mirror in place, by an absolute
 * path. If the mirror is deleted, the files stay and Git commands in the workspace fail; they fail too where the mirror's
 * directory cannot be seen, as in a container. {@link #selfContained()} copies the objects instead.
 *
 * <p>Submodules are not fetched (a warning is logged), and filters such as that of Git LFS are not run. The Git settings of
 * the user and of the machine, the files in {@code ~/.ssh} and SSH agents are not used.
 *
 * @since 0.1
 */
public final class GitSource implements Source {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{4,40}");

  private final Remote remote;
  private final Selection selection;
  private final Access access;
  private final @Nullable Path mirrors;
  private final @Nullable String since;
  private final boolean selfContained;

  private GitSource(
      Remote remote,
      Selection selection,
      Access access,
      @Nullable Path mirrors,
      @Nullable String since,
      boolean selfContained) {
    this.remote = remote;
    this.selection = selection;
    this.access = access;
    this.mirrors = mirrors;
    this.since = since;
    this.selfContained = selfContained;
  }

  /**
   * Returns the source for the default branch of a repository.
   *
   * @param url an address that begins with {@code file:}, {@code http:}, {@code https:} or {@code ssh:}, one of the form
   *     {@code user@host:path}, or a directory. A user and password in an HTTP address are taken out of it and used as
   *     {@link #credentials}
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it is blank or not such an address
   * @throws dev.slipway.secret.SecretRefusedException if the password in it is too short to be kept out of logs
   */
  public static GitSource of(String url) {
    return of(Remote.parse(requireNonNull(url, "url")));
  }

  /** Returns the source for the default branch of a repository; see {@link #of(String)}. */
  public static GitSource of(URI url) {
    return of(url.toString());
  }

  /**
   * Returns the source for the default branch of a repository on this machine.
   *
   * @param directory a bare repository, or a directory with a {@code .git} in it
   * @throws NullPointerException if it is null
   */
  public static GitSource of(Path directory) {
    return of(Remote.local(directory));
  }

  private static GitSource of(Remote remote) {
    Access access = Access.NONE.withLogin(remote.user(), remote.password());
    return new GitSource(remote, Selection.DEFAULT, access, null, null, false);
  }

  /**
   * Takes the newest commit of a branch. Replaces a tag.
   *
   * @throws IllegalArgumentException if it cannot be the name of a branch
   */
  public GitSource branch(String name) {
    checkName(Constants.R_HEADS, name, "branch");
    return with(new Selection(name, null, selection.commit()));
  }

  /**
   * Takes the commit of a tag. Replaces branch and commit.
   *
   * @throws IllegalArgumentException if it cannot be the name of a tag
   */
  public GitSource tag(String name) {
    checkName(Constants.R_TAGS, name, "tag");
    return with(new Selection(null, name, null));
  }

  /**
   * Takes a commit. If a branch is named too, the commit must be on it. Replaces a tag.
   *
   * @param id the id, or the first characters of it, at least four
   * @throws IllegalArgumentException if it cannot be the id of a commit
   */
  public GitSource commit(String id) {
    if (!COMMIT.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "the id of a commit is 4 to 40 of the characters 0-9 and a-f, not '" + id + "'");
    }
    return with(new Selection(selection.branch(), null, id));
  }

  /**
   * Counts the changed paths from a commit that was built before, for a push of several commits. If the repository has that
   * commit no more, the changes are not known.
   *
   * @param commit the full id of the commit
   * @throws IllegalArgumentException if it is not a full id
   */
  public GitSource changesSince(String commit) {
    if (!ObjectId.isId(commit)) {
      throw new IllegalArgumentException(
          "changes are counted from a full commit id of 40 characters, not '" + commit + "'");
    }
    return new GitSource(remote, selection, access, mirrors, commit, selfContained);
  }

  /** Shows this user and password, or token, to the HTTP server of the URL and to no other. */
  public GitSource credentials(String user, Secret password) {
    return with(
        access.withLogin(requireNonNull(user, "user"), requireNonNull(password, "password")));
  }

  /** Shows this private key, in the format of OpenSSH or PEM, to an SSH server. Replaces a key file. */
  public GitSource sshKey(Secret privateKey) {
    return with(access.withKey(requireNonNull(privateKey, "privateKey"), null));
  }

  /** Shows the private key in this file to an SSH server. Replaces another key. */
  public GitSource sshKey(Path file) {
    return with(access.withKey(null, requireNonNull(file, "file")));
  }

  /** Decrypts the SSH key by this passphrase. */
  public GitSource sshKeyPassphrase(Secret passphrase) {
    return with(access.withPassphrase(requireNonNull(passphrase, "passphrase")));
  }

  /**
   * Accepts SSH servers whose host key is in this file, in the format of OpenSSH, and no others. Without it the file is {@code
   * .ssh/known_hosts} of the user's home. Neither is ever changed; {@code ssh-keyscan} prints lines for them.
   */
  public GitSource knownHosts(Path file) {
    return with(access.withKnownHosts(requireNonNull(file, "file")));
  }

  /**
   * Keeps the mirror in this directory. Without it the mirror lies in {@code mirrors} of the directory in which the front door
   * keeps everything; of a source that is used without a front door, in {@code .slipway/mirrors} of the user's home.
   */
  public GitSource mirrors(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return new GitSource(remote, selection, access, absolute, since, selfContained);
  }

  /** Keeps the mirror in this directory if {@link #mirrors} has named none. */
  public GitSource defaultMirrors(Path directory) {
    return mirrors == null ? mirrors(directory) : this;
  }

  /** Gives each workspace its own copy of all objects, so that it needs no mirror. Takes more time and space. */
  public GitSource selfContained() {
    return new GitSource(remote, selection, access, mirrors, since, true);
  }

  @Override
  public String description() {
    return remote.text() + ", " + selection.text();
  }

  /**
   * Asks the repository for the revision and brings it into the mirror. If a commit is named by its full id, without a
   * branch, and the mirror has it, nobody is asked. The changed paths are those against the first parent, all files for a
   * first commit, unless {@link #changesSince} says otherwise.
   *
   * @throws GitException if the repository cannot be read, or what was asked for is not there
   * @throws InterruptedException if the thread is interrupted. A silent HTTP server may hold this up for a minute
   */
  @Override
  public Revision resolve() throws InterruptedException {
    Connection connection = new Connection(remote, access);
    Mirror mirror = new Mirror(mirrorDirectory(), connection);
    ObjectId exact = selection.exactCommit();
    return call(connection, () -> {
      if (exact != null && selection.branch() == null && since == null && mirror.has(exact)) {
        return mirror.read(repository ->
            History.revision(repository, new Selection.Found(exact, null, null), null));
      }
      return mirror.fetch(
          exact,
          (repository, fetched) ->
              History.revision(repository, selection.find(repository, remote, fetched), since));
    });
  }

  /**
   * Puts the files of a revision into a directory, which is made or emptied first. Symbolic links in it are not followed.
   * If this fails, the directory is left empty.
   *
   * @throws GitException if the directory cannot be written or the commit cannot be had any more
   * @throws InterruptedException if the thread is interrupted
   */
  @Override
  public void checkout(Revision revision, Path directory) throws InterruptedException {
    ObjectId commit = ObjectId.fromString(revision.id());
    Connection connection = new Connection(remote, access);
    Mirror mirror = new Mirror(mirrorDirectory(), connection);
    Workspace workspace = new Workspace(directory, remote);
    call(connection, () -> {
      Checkout checkout = new Checkout(mirror, workspace, directory, selfContained);
      checkout.run(commit, selection, remote);
      return directory;
    });
  }

  @Override
  public List<Secret> secrets() {
    return access.secrets();
  }

  /** Returns the description. */
  @Override
  public String toString() {
    return description();
  }

  private <T> T call(Connection connection, Isolation.Work<T> work) throws InterruptedException {
    try {
      return Isolation.run(work);
    } catch (IOException
        | JGitInternalException
        | InvalidObjectIdException
        | UnresolvedAddressException e) {
      if (Causes.isInterruption(e)) {
        Thread.interrupted();
        InterruptedException stopped = new InterruptedException("interrupted at " + description());
        stopped.initCause(e);
        throw stopped;
      }
      throw Failures.ofRemote(e, connection, mirrorDirectory());
    }
  }

  private GitSource with(Selection newSelection) {
    return new GitSource(remote, newSelection, access, mirrors, since, selfContained);
  }

  private GitSource with(Access newAccess) {
    return new GitSource(remote, selection, newAccess, mirrors, since, selfContained);
  }

  private static void checkName(String prefix, String name, String kind) {
    if (!Repository.isValidRefName(prefix + name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + kind);
    }
  }

  private Path mirrorDirectory() {
    return mirrors == null
        ? Path.of(System.getProperty("user.home"), ".slipway", "mirrors")
        : mirrors;
  }
}
