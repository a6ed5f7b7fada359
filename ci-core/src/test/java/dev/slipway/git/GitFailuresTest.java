package dev.slipway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.fixture.FreePort;
import dev.slipway.secret.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitFailuresTest {
  @TempDir
  private Path temp;

  private final AtomicInteger status = new AtomicInteger(404);
  private final AtomicReference<String> authorization = new AtomicReference<>("");
  private HttpServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      authorization.set(header == null ? authorization.get() : header);
      if (status.get() == 401) {
        exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
      }
      if (status.get() == 302) {
        String other = "http://127.0.0.2:1" + exchange.getRequestURI();
        exchange.getResponseHeaders().add("Location", other);
      }
      exchange.sendResponseHeaders(status.get(), -1);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    Path nowhere = temp.resolve("nowhere");

    assertThatThrownBy(() -> source(nowhere.toString()).resolve())
        .isInstanceOf(GitException.class)
        .hasMessage(
            "repository " + nowhere + ": there is no such directory; expected a bare repository,"
                + " or a directory with a .git in it; to mend it, check the path");
    assertThatThrownBy(() -> source(nowhere.toUri().toString()).resolve())
        .hasMessageContaining(": there is no such directory; expected a bare repository");
    assertThat(temp.resolve("mirrors")).isDirectoryNotContaining("glob:**.git");
    assertThat(temp.resolve("mirrors")).isDirectoryNotContaining("glob:**.unfinished");
  }

  @Test
  void aDirectoryThatIsNoRepositoryIsNamed() {
    assertThatThrownBy(() -> source(temp.toString()).resolve())
        .isInstanceOf(GitException.class)
        .hasMessage(
            "repository " + temp + ": the directory is no Git repository; expected a bare"
                + " repository, or a directory with a .git in it; to mend it, name the directory that holds .git");
  }

  @Test
  void aRepositoryWithoutCommitsHasNoBranch() throws Exception {
    try (TestRepository empty = new TestRepository(temp.resolve("empty"))) {
      assertThatThrownBy(() -> source(empty.directory().toString()).resolve())
          .isInstanceOf(GitException.class)
          .hasMessageContaining("the repository has no branch yet");
    }
  }

  @Test
  void aMissingBranchNamesAtMostFiveSimilarOnes() throws Exception {
    try (TestRepository shop = new TestRepository(temp.resolve("shop"))) {
      shop.commitFile("a.txt", "1");
      for (int i = 0; i < 7; i++) {
        shop.branch("feature-" + i);
      }
      GitSource source = source(shop.directory().toString());

      assertThatThrownBy(() -> source.branch("trunk").resolve())
          .hasMessage(
              "repository " + shop.directory() + ": branch trunk is not there, there are feature-0,"
                  + " feature-1, feature-2, feature-3, feature-4 and 3 more; expected a branch of the repository;"
                  + " to mend it, name another one, or push it first");
      assertThatThrownBy(() -> source.branch("feature-x").resolve())
          .hasMessageContaining(
              "branch feature-x is not there, similar are feature-0, feature-1, feature-2,"
                  + " feature-3, feature-4; expected");
      assertThatThrownBy(() -> source.tag("v1").resolve())
          .hasMessageContaining("tag v1 is not there, there is none; expected a tag");
      assertThatThrownBy(() -> source.commit("0123456").resolve())
          .hasMessageContaining(
              "commit 0123456 is not there; expected a commit on a branch or under a tag");
      assertThatThrownBy(() -> source.commit("1".repeat(40)).resolve())
          .isInstanceOf(GitException.class)
          .hasMessageContaining("is not there");
    }
  }

  @Test
  void aCommitOfAnotherBranchIsRefused() throws Exception {
    try (TestRepository shop = new TestRepository(temp.resolve("shop"))) {
      shop.commitFile("a.txt", "1");
      shop.branch("side");
      String id = shop.commitFile("b.txt", "1");

      assertThatThrownBy(() ->
              source(shop.directory().toString()).branch("main").commit(id).resolve())
          .hasMessageContaining(
              "commit " + id + " is not on branch main; expected a commit that the branch holds");
    }
  }

  @Test
  void aWorkspaceThatCannotBeWrittenIsNamed() throws Exception {
    try (TestRepository shop = new TestRepository(temp.resolve("shop"))) {
      shop.commitFile("a.txt", "1");
      GitSource source = source(shop.directory().toString());
      Path file = Files.writeString(temp.resolve("file"), "not a directory");

      assertThatThrownBy(() -> source.checkout(source.resolve(), file))
          .isInstanceOf(GitException.class)
          .hasMessage(
              "workspace " + file + ": it cannot be written: FileAlreadyExistsException at " + file
                  + "; expected a directory that can be made, emptied and written; to mend it, check its owner"
                  + " and permissions, or give another directory");
      assertThat(file).hasContent("not a directory");
    }
  }

  @Test
  void mirrorsThatCannotBeWrittenAreNamed() throws Exception {
    try (TestRepository shop = new TestRepository(temp.resolve("shop"))) {
      shop.commitFile("a.txt", "1");
      Path file = Files.writeString(temp.resolve("file"), "not a directory");

      assertThatThrownBy(() -> GitSource.of(shop.directory()).mirrors(file).resolve())
          .isInstanceOf(GitException.class)
          .hasMessageContaining(
              "its mirror under " + file + " cannot be used: FileAlreadyExistsException at " + file
                  + "; expected a directory that can be written");
    }
  }

  @Test
  void aMissingRepositoryIsToldByTheStatusOfTheServer() {
    assertThatThrownBy(() -> source(url()).resolve())
        .isInstanceOf(GitException.class)
        .hasMessageStartingWith("repository " + url() + ": there is no repository");
  }

  @Test
  void aServerThatWantsALoginIsToldFromOneThatRefusesIt() {
    status.set(401);
    Secret password = Secret.of("TOKEN", "correct-horse-battery");

    assertThatThrownBy(() -> source(url()).resolve())
        .hasMessageContaining(
            "the server wants a user and a password, and none is given for it;"
                + " expected credentials that may read the repository; to mend it, call credentials(user, password)");
    assertThatThrownBy(() -> source(url()).credentials("ada", password).resolve())
        .hasMessageContaining("the server did not accept user and password")
        .satisfies(e -> assertThat(GitFailuresTest.traceOf(e)).doesNotContain("correct-horse"));
    assertThat(authorization.get()).startsWith("Basic ");
  }

  @Test
  void otherRefusalsAreToldByTheirStatus() {
    status.set(403);
    assertThatThrownBy(() -> source(url()).resolve())
        .hasMessageContaining("access is forbidden (HTTP status 403)");
    status.set(503);
    assertThatThrownBy(() -> source(url()).resolve())
        .hasMessageContaining("the server answered with HTTP status 503");
  }

  @Test
  void aPasswordInTheUrlIsInNoMessage() {
    String withPassword = url().replace("http://", "http://ada:correct-horse@");
    status.set(401);

    assertThatThrownBy(() -> source(withPassword).resolve())
        .isInstanceOf(GitException.class)
        .satisfies(e -> assertThat(traceOf(e)).doesNotContain("correct-horse"));
    assertThat(authorization.get()).startsWith("Basic ");
  }

  @Test
  void aHostThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> source("http://no-such-host.invalid/shop.git").resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining("host no-such-host.invalid is not known");
  }

  @Test
  void aHostThatDoesNotListenIsNamed() throws Exception {
    int port = FreePort.next();

    assertThatThrownBy(() -> source("http://127.0.0.1:" + port + "/shop.git").resolve())
        .isInstanceOf(GitException.class)
        .hasMessageContaining("host 127.0.0.1 does not take the connection");
  }

  @Test
  void sshWithoutKeyOrReadableKnownHostsIsRefusedBeforeAnythingIsSent() throws Exception {
    GitSource source = source("ssh://git@127.0.0.1:1/shop.git");
    Path knownHosts = Files.writeString(temp.resolve("known_hosts"), "");

    assertThatThrownBy(() -> source.knownHosts(knownHosts).resolve())
        .hasMessageContaining("no SSH key is given");
    assertThatThrownBy(() -> source
            .knownHosts(knownHosts)
            .sshKey(Secret.of("KEY", "this is not a key at all"))
            .resolve())
        .hasMessageContaining("the SSH key 'KEY' cannot be read");
    assertThatThrownBy(() -> source.knownHosts(temp.resolve("none")).resolve())
        .hasMessageContaining(
            "the file of known hosts " + temp.resolve("none") + " cannot be read");
  }

  @Test
  void theKnownHostsAreThoseOfTheUserUnlessOthersAreGiven() throws Exception {
    Remote remote = Remote.parse("ssh://git@127.0.0.1:1/shop.git");
    SshSessions sessions = new SshSessions(remote, Access.NONE, new Signs(), temp);
    Path usual = temp.resolve(".ssh").resolve("known_hosts");

    assertThatThrownBy(() -> sessions.factory(temp))
        .isInstanceOf(GitException.class)
        .hasMessage(
            "repository ssh://git@127.0.0.1:1/shop.git: no file of known hosts is given, and"
                + " there is no " + usual
                + "; expected a file that holds the server's host key; to mend it, make that"
                + " file, or call knownHosts(file); ssh-keyscan prints the lines, compare them with the server's before"
                + " you trust them");

    Files.createDirectory(temp.resolve(".ssh"));
    Files.writeString(usual, "");
    assertThatThrownBy(() -> sessions.factory(temp)).hasMessageContaining("no SSH key is given");

    Files.delete(usual);
    Files.createDirectory(usual);
    assertThatThrownBy(() -> sessions.factory(temp))
        .hasMessageContaining("the file of known hosts " + usual + " cannot be read");
  }

  private GitSource source(String url) {
    return GitSource.of(url).mirrors(temp.resolve("mirrors"));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop.git";
  }

  private static String traceOf(Throwable failure) {
    java.io.StringWriter text = new java.io.StringWriter();
    failure.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }
}
