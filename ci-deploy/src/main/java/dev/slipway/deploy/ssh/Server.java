package dev.slipway.deploy.ssh;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server, and as whom it is entered. */
record Server(String user, String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("([^@:\\s]+)@([^@:\\s\\[\\]]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
  private static final int SSH = 22;
  private static final int HIGHEST_PORT = 65_535;

  /** Reads {@code user@host} or {@code user@host:port}; empty if it is something else. */
  static Optional<Server> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String host = matcher.group(2);
    int port = matcher.group(3) == null ? SSH : Integer.parseInt(matcher.group(3));
    boolean bracketed = host.startsWith("[");
    return port < 1 || port > HIGHEST_PORT
        ? Optional.empty()
        : Optional.of(new Server(
            matcher.group(1), bracketed ? host.substring(1, host.length() - 1) : host, port));
  }

  @Override
  public String toString() {
    String name = host.contains(":") ? "[" + host + "]" : host;
    return user + "@" + name + (port == SSH ? "" : ":" + port);
  }
}
