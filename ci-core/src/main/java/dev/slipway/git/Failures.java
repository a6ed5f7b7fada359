package dev.slipway.git;

import dev.slipway.diagnostic.Problem;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong into a problem that says what to do. Decides by types and by what was seen, never by texts. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);
  private static final long LITTLE_SPACE = 1 << 20;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int FIRST_ERROR = 400;

  private Failures() {}

  /** Tells why a repository could not be read. */
  static GitException ofRemote(Exception failure, Connection connection, Path mirrors) {
    Remote remote = connection.remote();
    String[] said = Causes.isRemote(failure) || failure instanceof UnresolvedAddressException
        ? onTheWay(failure, connection)
        : atHome(failure, mirrors);
    String place = Selection.place(remote);
    return new GitException(new Problem(place, said[0], said[1], said[2]), failure);
  }

  private static String[] onTheWay(Exception failure, Connection connection) {
    Signs signs = connection.signs();
    String host = connection.remote().uri().getHost();
    if (Causes.has(failure, UnknownHostException.class)
        || Causes.has(failure, UnresolvedAddressException.class)) {
      return said(
          "host " + host + " is not known",
          "a host that the network knows",
          "check the URL and the network");
    }
    if (signs.hostKeyRefused) {
      return said(
          "the host key of " + host + " is not among the known hosts, or is another one",
          "the host key that the file of known hosts names",
          "ask the server's owner which key is right; if it is one that ssh-keyscan prints, put that line into the"
              + " file, or give another file by knownHosts(file)");
    }
    if (isLoginMissing(failure, connection)) {
      return notLetIn(connection);
    }
    if (signs.httpStatus == FORBIDDEN) {
      return said(
          "access is forbidden (HTTP status 403)",
          "a user who may read the repository",
          "give the user access, or give other credentials");
    }
    if (connection.remote().isLocal() && Causes.has(failure, NoRemoteRepositoryException.class)) {
      return notInDirectory(connection.remote());
    }
    if (signs.httpStatus == NOT_FOUND || Causes.has(failure, NoRemoteRepositoryException.class)) {
      return said(
          "there is no repository, or it is not shown to this user",
          "a Git repository",
          "check the URL; some servers hide what a user may not read, so check the credentials too");
    }
    if (signs.httpStatus >= FIRST_ERROR) {
      return said(
          "the server answered with HTTP status " + signs.httpStatus,
          "an answer of a Git server",
          "try again later, or ask the server's owner");
    }
    return connectionLost(failure, host);
  }

  private static String[] notInDirectory(Remote remote) {
    boolean there = new File(remote.uri().getPath()).exists();
    return said(
        there ? "the directory is no Git repository" : "there is no such directory",
        "a bare repository, or a directory with a .git in it",
        there ? "name the directory that holds .git" : "check the path");
  }

  private static boolean isLoginMissing(Exception failure, Connection connection) {
    Signs signs = connection.signs();
    return signs.httpStatus == UNAUTHORIZED
        || signs.loginRefused
        || (connection.remote().isSsh() && SshRefusal.isIn(failure));
  }

  private static String[] notLetIn(Connection connection) {
    if (connection.remote().isSsh()) {
      return said(
          "the server did not accept the SSH key",
          "a key that the server knows for user " + connection.remote().uri().getUser(),
          "give the public key access, or give another key by sshKey");
    }
    return connection.signs().loginRefused
        ? said(
            "the server did not accept user and password",
            "credentials that may read the repository",
            "check them; a token may have ended")
        : said(
            "the server wants a user and a password, and none is given for it",
            "credentials that may read the repository",
            "call credentials(user, password)");
  }

  private static String[] connectionLost(Exception failure, String host) {
    if (Causes.has(failure, ConnectException.class)
        || Causes.has(failure, NoRouteToHostException.class)) {
      return said(
          "host " + host + " does not take the connection",
          "a server that listens",
          "check host and port of the URL, and whether the server runs");
    }
    if (Causes.has(failure, SocketTimeoutException.class)) {
      return said(
          "host " + host + " did not answer in time",
          "an answer within a minute",
          "check the network, or try again later");
    }
    if (Causes.has(failure, SSLException.class)) {
      return said(
          "host " + host + " could not prove who it is",
          "a certificate that Java trusts",
          "check the URL, or add the authority to the trust store of Java");
    }
    return said(
        "it could not be fetched: " + failure.getMessage(),
        "a Git repository that can be read",
        "check the URL and the server");
  }

  private static String[] atHome(Exception failure, Path mirrors) {
    if (isFull(mirrors)) {
      return diskFull(mirrors);
    }
    String what = Causes.find(failure, FileSystemException.class)
        .map(e -> e.getClass().getSimpleName() + " at " + e.getFile())
        .orElse(String.valueOf(failure.getMessage()));
    return said(
        "its mirror under " + mirrors + " cannot be used: " + what,
        "a directory that can be written",
        "check the directory, or give another one by mirrors(directory)");
  }

  /** Tells why a workspace could not be made. */
  static GitException ofWorkspace(Exception failure, Path directory) {
    String what = Causes.find(failure, FileSystemException.class)
        .map(e -> e.getClass().getSimpleName() + " at " + e.getFile())
        .orElse(String.valueOf(failure.getMessage()));
    String[] said = isFull(directory)
        ? diskFull(directory)
        : said(
            "it cannot be written: " + what,
            "a directory that can be made, emptied and written",
            "check its owner and permissions, or give another directory");
    return new GitException(
        new Problem("workspace " + directory, said[0], said[1], said[2]), failure);
  }

  private static String[] diskFull(Path directory) {
    return said(
        "the disk under " + directory + " is full",
        "space for the repository and its files",
        "make room, or use a directory on another disk");
  }

  private static boolean isFull(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return there != null && Files.getFileStore(there).getUsableSpace() < LITTLE_SPACE;
    } catch (IOException e) {
      log.debug("The free space under {} cannot be told", there, e);
      return false;
    }
  }

  private static String[] said(String found, String expected, String remedy) {
    return new String[] {found, expected, remedy};
  }
}
