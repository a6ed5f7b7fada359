package dev.slipway.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.secret.Secret;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Where a repository is. The address has no password in it: that was taken out and lies beside it. */
record Remote(URIish uri, @Nullable String user, @Nullable Secret password) {
  private static final Set<String> SCHEMES = Set.of("file", "http", "https", "ssh");
  private static final int LONGEST_NAME = 40;

  /** Takes an address apart. Its own text is in no message, since it may hold a password. */
  static Remote parse(String url) {
    if (url.isBlank()) {
      throw new IllegalArgumentException("the URL of a repository must not be blank");
    }
    URIish uri;
    try {
      uri = new URIish(url.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the text is not the URL of a Git repository");
    }
    if (uri.getScheme() == null && uri.getHost() == null) {
      return local(Path.of(uri.getPath()));
    }
    if (uri.getScheme() != null && !SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "the URL of a Git repository must begin with file, http, https or ssh, not "
              + uri.getScheme());
    }
    if (!isHttp(uri)) {
      return new Remote(uri.setPass(null), null, null);
    }
    return withoutLogin(uri);
  }

  static Remote local(Path directory) {
    return new Remote(
        new URIish().setPath(directory.toAbsolutePath().normalize().toString()), null, null);
  }

  private static Remote withoutLogin(URIish uri) {
    URIish bare = uri.setUser(null).setPass(null);
    if (uri.getUser() == null) {
      return new Remote(bare, null, null);
    }
    if (uri.getPass() == null) {
      throw new IllegalArgumentException("the URL " + bare
          + " holds a user or a token without a password; give it by credentials(user, password)");
    }
    return new Remote(bare, uri.getUser(), Secret.of("password in the URL " + bare, uri.getPass()));
  }

  private static boolean isHttp(URIish uri) {
    return uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).startsWith("http");
  }

  boolean isHttp() {
    return isHttp(uri);
  }

  boolean isSsh() {
    return uri.isRemote() && !isHttp();
  }

  boolean isLocal() {
    return !uri.isRemote();
  }

  /** Returns the address for people. */
  String text() {
    return uri.toString();
  }

  /** Returns a name for a directory: readable, and different for different addresses. */
  String directoryName() {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String last = path.replaceAll("/+$", "").replaceAll(".*/", "").replaceAll("\\.git$", "");
    String readable = last.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.]+", "_");
    if (readable.length() > LONGEST_NAME) {
      readable = readable.substring(0, LONGEST_NAME);
    }
    return readable + "-" + hash(text());
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
