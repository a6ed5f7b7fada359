package dev.slipway.docker.config;

import dev.slipway.diagnostic.Problem;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that keeps credentials. It is asked by its protocol: {@code docker-credential-NAME get}, the registry on its
 * standard input, an object with {@code Username} and {@code Secret} on its standard output. What it writes is in no error.
 */
final class CredentialHelper {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final String NOTHING_KNOWN = "credentials not found in native keychain";
  private static final String TOKEN_USER = "<token>";
  private static final int LONGEST_ANSWER = 1024 * 1024;

  private final Time time;
  private final String program;
  private final String place;
  private final Duration limit;

  /**
   * @param place the file and member that name it
   * @param directory where its program is, or null to search it as a shell does
   */
  CredentialHelper(Time time, String name, String place, Duration limit, @Nullable Path directory) {
    this.time = time;
    this.place = place;
    this.limit = limit;
    if (!NAME.matcher(name).matches()) {
      throw new RuntimeUnavailableException(
          new Problem(
              place,
              "the credential helper '" + name + "' has no name of a program",
              "the end of a name, such as 'pass' for docker-credential-pass",
              "correct it"),
          null);
    }
    String file = "docker-credential-" + name;
    this.program = directory == null ? file : directory.resolve(file).toString();
  }

  /** Returns what it knows about a registry; empty if that is nothing. */
  Optional<Credentials> get(String server) throws InterruptedException {
    Process process = start();
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    try {
      time.startBlocking(program, () -> converse(process, server, answer));
      byte[] bytes = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw silent(server);
      }
      return answer(server, process.exitValue(), new String(bytes, StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      throw silent(server);
    } catch (ExecutionException e) {
      throw failed(server, "its answer broke off");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private Process start() {
    try {
      return new ProcessBuilder(program, "get")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new RuntimeUnavailableException(
          new Problem(
              place,
              "the credential helper " + program + " cannot be started",
              "a program of this name that can be executed",
              "install it, or take it out of the file"),
          e);
    }
  }

  private static void converse(Process process, String server, CompletableFuture<byte[]> answer) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(server.getBytes(StandardCharsets.UTF_8));
    } catch (IOException itDoesNotWantToKnow) {
      // what it answers without having read is judged like any other answer
    }
    try (InputStream out = process.getInputStream()) {
      answer.complete(out.readNBytes(LONGEST_ANSWER));
    } catch (IOException e) {
      answer.completeExceptionally(new UncheckedIOException(e));
    }
  }

  private Optional<Credentials> answer(String server, int code, String text) {
    if (code != 0) {
      // the protocol has this sentence and no code for it
      if (text.strip().equals(NOTHING_KNOWN)) {
        return Optional.empty();
      }
      throw failed(server, "it ended with exit code " + code);
    }
    try {
      if (Json.read(text) instanceof Map<?, ?> object
          && object.get("Username") instanceof String user
          && object.get("Secret") instanceof String secret) {
        return Optional.of(
            user.equals(TOKEN_USER)
                ? Credentials.token(server, secret, program)
                : Credentials.of(server, user, secret, program));
      }
    } catch (JsonException e) {
      throw failed(server, "it answered with something else than JSON");
    }
    throw failed(server, "its answer has no Username and Secret");
  }

  private RuntimeUnavailableException silent(String server) {
    return failed(server, "it did not answer within " + limit.toSeconds() + " s");
  }

  private RuntimeUnavailableException failed(String server, String what) {
    return new RuntimeUnavailableException(
        new Problem(
            place,
            "the credential helper " + program + " was asked about " + server + ", and " + what,
            "an object with Username and Secret",
            "see what 'echo " + server + " | " + program + " get' says, or log in again"),
        null);
  }
}
