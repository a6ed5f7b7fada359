package dev.slipway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.file.FileTrees;
import dev.slipway.model.Cache;
import dev.slipway.model.Trust;
import dev.slipway.secret.Redactor;
import dev.slipway.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCachesTest {
  private static final String SECRET = "s3cr3t-token-of-the-registry";
  private static final Cache CACHE = Cache.of("npm", "web/node_modules").keyedBy("web/lock");

  @TempDir
  private Path home;

  private final StillTime time = new StillTime();
  private CacheStore store;
  private DirectoryCaches caches;
  private Path first;
  private Path second;

  @BeforeEach
  void makeWorkspaces() throws IOException {
    store = FileCacheStore.in(home.resolve("caches"), time, CacheLimits.ofDefaults());
    caches = DirectoryCaches.in(store);
    first = workspace("first");
    second = workspace("second");
  }

  @AfterEach
  void letTheTestDirectoryBeDeleted() throws IOException {
    FileTrees.delete(first);
    FileTrees.delete(second);
  }

  @Test
  void linksModesTimesAndOddNamesSurvive() throws Exception {
    Path tree = Files.createDirectories(first.resolve("web/node_modules"));
    Path script = Files.writeString(tree.resolve("a b ü '\n.sh"), "#!/bin/sh");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(script, FileTime.from(Instant.parse("2020-01-02T03:04:05.123456Z")));
    Files.createDirectories(tree.resolve("empty"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("a b ü '\n.sh"));
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("../../nowhere"));
    Path module = Files.createDirectories(tree.resolve("go/pkg@v1"));
    Files.writeString(module.resolve("mod.go"), "package pkg");
    Files.setPosixFilePermissions(module, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertThat(stored(first, Redactor.none())).hasValueSatisfying(note -> {
      assertThat(note.warning()).isFalse();
      assertThat(note.text())
          .matches("cache 'npm': stored web/node_modules as key \\w{12}, 0.0 MB");
    });
    assertThat(restored(second).text())
        .matches("cache 'npm': restored web/node_modules from key \\w{12}, 0.0 MB");
    assertThat(listing(second)).isEqualTo(listing(first)).hasSize(8);
    assertThat(Files.list(second.resolve("web"))).hasSize(2);
  }

  @Test
  void aDirectoryBehindALinkIsNeitherStoredNorRestored() throws Exception {
    Path outside = Files.createDirectories(home.resolve("outside"));
    Files.writeString(outside.resolve("passwd"), "root");
    Files.createSymbolicLink(first.resolve("web/node_modules"), outside);
    assertThat(stored(first, Redactor.none()))
        .hasValue(new Note(
            true,
            "cache 'npm': not stored, it is a link, not a directory ("
                + first.toRealPath().resolve("web/node_modules") + ")"));
    good(second);
    Path third = workspace("third");
    FileTrees.delete(third.resolve("web"));
    Files.createSymbolicLink(third.resolve("web"), outside);
    Files.writeString(third.resolve("lock"), "1");
    Cache linked = Cache.of(CACHE.name(), CACHE.path()).keyedBy("lock");
    assertThat(caches.restore(linked, "p", Trust.TRUSTED, third).note().text())
        .contains("it is a link, not a directory");
    assertThat(outside.resolve("node_modules")).doesNotExist();
  }

  @Test
  void aSecretInAContentANameOrALinkIsFound() throws Exception {
    Redactor redactor = Redactor.of(List.of(Secret.of("TOKEN", SECRET)));
    Path tree = Files.createDirectories(first.resolve("web/node_modules/a"));
    Path file = Files.writeString(
        tree.resolve("login"),
        "x".repeat(70_000)
            + Base64.getEncoder().encodeToString(("u:" + SECRET).getBytes(StandardCharsets.UTF_8)));
    assertThat(stored(first, redactor))
        .hasValue(new Note(
            true, "cache 'npm': not stored, there is a secret in web/node_modules/a/login"));
    Files.move(file, tree.resolve(SECRET));
    Files.writeString(tree.resolve(SECRET), "");
    assertThat(stored(first, redactor))
        .hasValue(
            new Note(true, "cache 'npm': not stored, there is a secret in web/node_modules/a/***"));
    Files.delete(tree.resolve(SECRET));
    Files.createSymbolicLink(tree.resolve("link"), Path.of(SECRET));
    assertThat(stored(first, redactor))
        .hasValue(new Note(
            true, "cache 'npm': not stored, there is a secret in web/node_modules/a/link"));
    Files.delete(tree.resolve("link"));
    assertThat(stored(first, redactor))
        .hasValueSatisfying(note -> assertThat(note.warning()).isFalse());
  }

  @Test
  void whatIsDamagedIsDropped() throws Exception {
    good(first);
    Path entry = store.newest(shelf()).orElseThrow().file();
    byte[] bytes = Files.readAllBytes(entry);
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x55;
      Files.write(entry, damaged);
      Note note = restored(second);
      assertThat(note.warning()).as("%s: %s", at, note).isTrue();
      assertThat(note.text())
          .matches(
              "(?s)cache 'npm': nothing restored, what is kept as key \\w{12} is damaged and is"
                  + " dropped: .*");
      assertThat(entry).doesNotExist();
      assertThat(listing(second)).containsExactly("web/node_modules d");
    }
    for (int length = 0; length < bytes.length; length += 5) {
      Files.write(entry, Arrays.copyOf(bytes, length));
      assertThat(restored(second).warning()).isTrue();
    }
  }

  @Test
  void pathsThatLeadElsewhereAreRefused() throws Exception {
    for (String path : List.of("../evil", "/tmp/evil", "a/../../evil", "missing/evil", ".")) {
      Path half = home.resolve("half");
      assertThatThrownBy(() -> ArchiveReader.read(archive(path), half))
          .isInstanceOf(Damaged.class)
          .hasMessage("it has an entry with the path '" + path + "'");
      FileTrees.delete(half);
      assertThat(home.resolve("evil")).doesNotExist();
    }
  }

  @Test
  void aFileBehindALinkOfTheArchiveIsRefused() throws Exception {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(ArchiveWriter.MAGIC);
    out.writeInt(0);
    head(out, ArchiveWriter.DIRECTORY, "");
    head(out, ArchiveWriter.LINK, "link");
    out.writeUTF(home.toString());
    head(out, ArchiveWriter.FILE, "link/evil");
    out.writeLong(0);
    assertThatThrownBy(() ->
            ArchiveReader.read(new ByteArrayInputStream(bytes.toByteArray()), home.resolve("half")))
        .isInstanceOf(Damaged.class)
        .hasMessage("it has an entry with the path 'link/evil'");
    assertThat(home.resolve("evil")).doesNotExist();
  }

  @Test
  void aThreadThatIsAskedToStopStopsAndLeavesNothingHalf() throws Exception {
    good(first);
    Files.writeString(second.resolve("web/lock"), "2");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> restored(second)).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(listing(second)).containsExactly("web/node_modules d");
    assertThat(Files.list(second.resolve("web"))).hasSize(2);
    DirectoryCaches.Restored before = caches.restore(CACHE, "p", Trust.TRUSTED, second);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> caches.store(before, second, Redactor.none()))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(Files.list(home.resolve("caches/tmp"))).isEmpty();
    assertThat(caches.store(before, second, Redactor.none())).isPresent();
  }

  @Test
  void whatADeadProcessLeftHalfRestoredIsReplaced() throws Exception {
    good(first);
    restored(second);
    Path target = second.resolve("web/node_modules");
    Path half =
        target.resolveSibling(".slipway-" + Hashes.of("node_modules").substring(0, 12) + ".part");
    Files.move(target, half);
    Files.writeString(half.resolve("rest"), "of a dead process");
    assertThat(restored(second).text()).contains("restored web/node_modules from key");
    assertThat(listing(second)).isEqualTo(listing(first));
    assertThat(half).doesNotExist();
  }

  private static InputStream archive(String path) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(ArchiveWriter.MAGIC);
    out.writeInt(0);
    head(out, ArchiveWriter.DIRECTORY, "");
    head(out, ArchiveWriter.FILE, path);
    out.writeLong(0);
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static void head(DataOutputStream out, byte type, String path) throws IOException {
    out.writeByte(type);
    out.writeUTF(path);
    out.writeUTF("rwxr-xr-x");
    out.writeLong(0);
  }

  private void good(Path workspace) throws Exception {
    Files.createDirectories(workspace.resolve("web/node_modules/a"));
    Files.writeString(workspace.resolve("web/node_modules/a/index.js"), "good");
    assertThat(stored(workspace, Redactor.none()).orElseThrow().warning()).isFalse();
  }

  private Optional<Note> stored(Path workspace, Redactor redactor) throws InterruptedException {
    return caches.store(caches.restore(CACHE, "p", Trust.TRUSTED, workspace), workspace, redactor);
  }

  private Note restored(Path workspace) throws InterruptedException {
    return caches.restore(CACHE, "p", Trust.TRUSTED, workspace).note();
  }

  private Shelf shelf() throws InterruptedException {
    return caches.restore(CACHE, "p", Trust.TRUSTED, first).shelf();
  }

  private Path workspace(String name) throws IOException {
    Path workspace = home.resolve(name);
    Files.createDirectories(workspace.resolve("web"));
    Files.writeString(workspace.resolve("web/lock"), "1");
    return workspace;
  }

  /** Returns what is in the cached directory: paths, kinds, modes, times and contents. */
  private static List<String> listing(Path workspace) throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(workspace.resolve("web/node_modules"))) {
      for (Path path : paths.toList()) {
        found.put(workspace.relativize(path).toString(), told(path));
      }
    }
    return found.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  private static String told(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "-> " + Files.readSymbolicLink(path);
    }
    boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    boolean root = path.endsWith("node_modules");
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    return directory
        ? root ? "d" : "d " + mode
        : mode + " " + Files.getLastModifiedTime(path) + " " + Files.readString(path);
  }
}
