package dev.slipway.docker.config;

import java.util.Objects;

/**
 * What a registry is logged in to with. Prints without its password or token. Immutable.
 *
 * @since 0.1
 */
public final class Credentials {
  private final String server;
  private final String user;
  private final String password;
  private final String token;
  private final String origin;

  private Credentials(String server, String user, String password, String token, String origin) {
    this.server = Objects.requireNonNull(server, "server");
    this.user = Objects.requireNonNull(user, "user");
    this.password = Objects.requireNonNull(password, "password");
    this.token = Objects.requireNonNull(token, "token");
    this.origin = Objects.requireNonNull(origin, "origin");
  }

  /**
   * Returns a user and a password.
   *
   * @param server the registry as an engine is told it
   * @param origin who says so, for people
   */
  public static Credentials of(String server, String user, String password, String origin) {
    return new Credentials(server, user, password, "", origin);
  }

  /** Returns a token that stands for a user. */
  public static Credentials token(String server, String token, String origin) {
    return new Credentials(server, "", "", token, origin);
  }

  /** Returns the registry as an engine is told it. */
  public String server() {
    return server;
  }

  /** Returns the user; empty with a token. */
  public String user() {
    return user;
  }

  /** Returns the password itself; empty with a token. Whoever calls this answers for where it goes. */
  public String revealPassword() {
    return password;
  }

  /** Returns the token itself; empty with a password. Whoever calls this answers for where it goes. */
  public String revealToken() {
    return token;
  }

  /** Returns whose login it is and where it comes from, for people. */
  @Override
  public String toString() {
    return (user.isEmpty() ? "a token" : "user '" + user + "'") + " (" + origin + ")";
  }
}
