package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.ssh.SshServers;
import dev.slipway.deploy.ssh.TestServers;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.model.ArtifactRef;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies on a server is compared with what a real Capistrano makes of the same releases on the same server. */
@Timeout(120)
@NeedsProgram({"sshd", "ssh-keygen", "bash", "cap", "git"})
class CapistranoIT {
  @TempDir
  Path directory;

  private TestServers servers;
  private Path ours;
  private Path theirs;
  private final List<String> commits = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    servers = new TestServers(Files.createDirectory(directory.resolve("servers")), 1);
    ours = servers.home(0).resolve("srv/ours");
    theirs = servers.home(0).resolve("srv/theirs");
    Path cap = Files.createDirectories(directory.resolve("cap/config/deploy"));
    Files.writeString(directory.resolve("cap/Capfile"), """
        require "capistrano/setup"
        require "capistrano/deploy"
        require "capistrano/scm/git"
        install_plugin Capistrano::SCM::Git
        """);
    Files.writeString(directory.resolve("cap/config/deploy.rb"), """
        set :application, "shop"
        set :repo_url, "file://%s"
        set :branch, "main"
        set :tmp_dir, "%s"
        set :deploy_to, "%s"
        set :keep_releases, 2
        set :linked_dirs, ["log", "data/uploads"]
        """.formatted(
            directory.resolve("repo"), directory, theirs));
    Files.writeString(cap.resolve("test.rb"), """
        server "127.0.0.1", user: "%s", port: %d, roles: [:app],
          ssh_options: {keys: ["%s"], verify_host_key: :never, auth_methods: ["publickey"]}
        """.formatted(
        System.getProperty("user.name"), servers.ports().get(0), directory.resolve("servers/id")));
    run(directory, "git", "init", "-q", "-b", "main", "repo");
  }

  @AfterEach
  void close() throws Exception {
    servers.close();
  }

  private String run(Path where, String... command) throws Exception {
    Process process = new ProcessBuilder(command)
        .directory(where.toFile())
        .redirectErrorStream(true)
        .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** Commits, and returns the file that is released. */
  private Path commit(String content) throws Exception {
    Path repository = directory.resolve("repo");
    Path file = Files.writeString(repository.resolve("app.jar"), content);
    run(repository, "git", "add", "-A");
    run(
        repository,
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "commit",
        "-qm",
        content);
    commits.add(run(repository, "git", "rev-parse", "HEAD"));
    return file;
  }

  @Test
  void theTreeTheLinksAndTheWayBackAreAsCapistranoHasThem() throws Exception {
    try (SystemTime time = SystemTime.create();
        SshServers target = servers
            .described()
            .releasesIn("srv/ours")
            .restart("")
            .stop("")
            .health("")
            .shared("log", "data/uploads")
            .open()) {
      Environment shop = Environment.named(
          "shop",
          e -> e.target(target)
              .store(Database.file(directory.resolve("slipway.db")))
              .keep(2));
      for (String content : List.of("one", "two", "three")) {
        Path file = commit(content);
        run(directory.resolve("cap"), "cap", "test", "deploy");
        Deploy.of(new ArtifactRef("package", "jar"))
            .to(shop)
            .run(new FakeSteps().context(time, file, commits.get(commits.size() - 1)));
      }
      assertThat(tree(ours)).isEqualTo(tree(theirs)).contains("releases/two/REVISION = two");
      run(directory.resolve("cap"), "cap", "test", "deploy:rollback");
      Deployments.of(time).rollback(shop);
      assertThat(served(ours)).isEqualTo(served(theirs)).isEqualTo("two");
      // Capistrano packs a release away that was gone back from; here it is kept as it is, to be
      // deployed again
      assertThat(tree(ours)).containsAll(tree(theirs)).contains("releases/three/app.jar");
    }
  }

  private static String served(Path root) throws IOException {
    return Files.readString(root.resolve("current/app.jar"));
  }

  /** Returns what lies below a root, with each release named by its content, and without what only one of the two has for itself. */
  private TreeSet<String> tree(Path root) throws IOException {
    TreeSet<String> tree = new TreeSet<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        String path = named(root, each);
        if (!path.matches("(repo|\\.slipway)(/.*)?|.*\\.env|rolled-back.*gz|revisions.log|")) {
          tree.add(path + kind(root, each));
        }
      }
    }
    tree.add("revisions.log " + Files.exists(root.resolve("revisions.log")));
    return tree;
  }

  private String kind(Path root, Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return " -> " + named(root, path.toRealPath());
    } else if (path.endsWith("REVISION")) {
      return " = "
          + List.of("one", "two", "three")
              .get(commits.indexOf(Files.readString(path).strip()));
    }
    return Files.isDirectory(path) ? "/" : "";
  }

  private static String named(Path root, Path path) throws IOException {
    Path relative = root.toRealPath()
        .relativize(
            path.startsWith(root) ? root.toRealPath().resolve(root.relativize(path)) : path);
    if (!relative.startsWith("releases") || relative.getNameCount() < 2) {
      return relative.toString();
    }
    String release =
        Files.readString(root.resolve("releases").resolve(relative.getName(1)).resolve("app.jar"));
    return relative.getNameCount() == 2
        ? "releases/" + release
        : "releases/" + release + "/" + relative.subpath(2, relative.getNameCount());
  }
}
