package dev.slipway.deploy.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.release.Release;
import dev.slipway.fixture.NeedsImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is run on servers, by the shell and the tools of Debian, and by those of busybox. */
@Timeout(120)
@NeedsImage("slipway/busybox:1")
class ServerScriptsIT {
  @TempDir
  Path root;

  private final Scripts scripts = new Scripts("shop", List.of("log"), Duration.ofSeconds(10));

  /** A shell that runs a script below the root. */
  private interface Shells {
    List<String> command(String script);
  }

  private List<String> debian(String script) {
    return List.of("sh", "-c", "cd " + root + " && " + script);
  }

  /** Returns a shell that finds the tools of busybox and none else, but for flock, which Debian leaves out of it. */
  private Shells busybox() throws Exception {
    Path tools = Files.createDirectory(root.resolve("tools"));
    Path busybox = tools.resolve("busybox");
    Process copy = new ProcessBuilder(
            "docker", "run", "--rm", "slipway/busybox:1", "cat", "/bin/busybox")
        .redirectOutput(busybox.toFile())
        .start();
    assertThat(copy.waitFor()).isZero();
    assertThat(busybox.toFile().setExecutable(true)).isTrue();
    good(
        List.of(busybox.toString(), "--install", "-s", tools.toString()),
        InputStream.nullInputStream());
    Files.copy(
        Path.of("/usr/bin/flock"), tools.resolve("flock"), StandardCopyOption.COPY_ATTRIBUTES);
    return script ->
        List.of("env", "-i", "PATH=" + tools, "sh", "-c", "cd " + root + " && " + script);
  }

  private record Outcome(int code, String output) {}

  private static Outcome run(List<String> command, InputStream input) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var sink = process.getOutputStream()) {
      input.transferTo(sink);
    } catch (IOException endedEarly) {
      assertThat(endedEarly).hasMessageContaining("Broken pipe");
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private static String good(List<String> command, InputStream input) throws Exception {
    Outcome outcome = run(command, input);
    assertThat(outcome.code()).as(outcome.output()).isZero();
    return outcome.output();
  }

  private Bundle.Content content(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve("sent " + text), text);
    return new Bundle.Content(name, text, name.endsWith(".x"), () -> file);
  }

  private static String digest(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  private static Release release(int number) {
    return new Release(
        number, "shop", "", "", Map.of(), Map.of(), List.of(), "b", "c0ffee", "", Instant.EPOCH);
  }

  private static InputStream placed(String content, String name) {
    return new Bundle(List.of(
        new Bundle.Text(Scripts.INCOMING + "release.json", "{}\n"),
        new Bundle.Text(Scripts.INCOMING + "files", content + "\n"),
        new Bundle.Text(Scripts.INCOMING + "env", "A=b\n"),
        new Bundle.Link(Scripts.TREE + name, content)));
  }

  private void lifeOfReleases(Shells shell) throws Exception {
    String plain = digest("plain");
    String program = digest("program") + ".x";
    String deep = "it's/ä very/" + "long/".repeat(40) + "file name";
    String names = plain + "\n" + program + "\n";
    assertThat(good(shell.command(scripts.missing(1)), Connection.input(names)))
        .isEqualTo("missing " + plain + "\nmissing " + program + "\n");
    good(
        shell.command(scripts.upload(1)),
        new Bundle(List.of(content(plain, "plain"), content(program, "program"))));
    assertThat(good(shell.command(scripts.missing(1)), Connection.input(names))).isEmpty();
    good(shell.command(scripts.place(1, release(1))), placed(plain, deep));
    good(shell.command(scripts.place(1, release(2))), placed(program, "run"));
    Path shop = root.resolve("shop");
    Path file = shop.resolve("releases/1").resolve(deep);
    assertThat(file).hasContent("plain").isNotEqualTo(shop.resolve(".slipway/blobs/" + plain));
    assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    assertThat(shop.resolve("releases/2/run")).isExecutable().hasContent("program");
    assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(shop.resolve("releases/2/.env"))))
        .isEqualTo("rw-------");
    assertThat(shop.resolve(".slipway/blobs").toFile().list())
        .containsExactlyInAnyOrder(plain, program);
    good(shell.command(scripts.remove(1, 1)), InputStream.nullInputStream());
    assertThat(shop.resolve(".slipway/blobs").toFile().list()).containsExactly(program);
    Outcome damaged = run(
        shell.command(scripts.upload(1)), new Bundle(List.of(content(plain, "something else"))));
    assertThat(damaged.code()).as(damaged.output()).isEqualTo(Scripts.DAMAGED);
    good(shell.command(scripts.claim(2)), InputStream.nullInputStream());
    Outcome stale =
        run(shell.command(scripts.upload(1)), new Bundle(List.of(content(plain, "plain"))));
    assertThat(stale).isEqualTo(new Outcome(Scripts.STALE, "highest 2\n"));
    good(shell.command(scripts.remove(2, 2)), InputStream.nullInputStream());
    assertThat(shop.resolve(".slipway/blobs").toFile().list()).isEmpty();
  }

  @Test
  void theToolsOfDebianAreEnough() throws Exception {
    lifeOfReleases(this::debian);
  }

  @Test
  void theToolsOfBusyboxAreEnough() throws Exception {
    lifeOfReleases(busybox());
  }
}
