package dev.slipway.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;

/** Makes a real Git repository of the bundled web application, with two good commits and a bad one. */
final class SampleRepository {
  private SampleRepository() {}

  /** Returns the ids of the three commits, oldest first. */
  static List<String> create(Path directory) throws IOException, GitAPIException {
    List<String> commits = new ArrayList<>();
    try (Git git =
        Git.init().setDirectory(directory.toFile()).setInitialBranch("main").call()) {
      String shop = sample("Shop.java");
      Files.createDirectories(directory.resolve("src"));
      Files.writeString(directory.resolve("src/ShopTest.java"), sample("ShopTest.java"));
      commits.add(commit(git, directory, shop, "Open the shop"));
      String second = shop.replace("VERSION = \"1\"", "VERSION = \"2\"");
      commits.add(commit(git, directory, second, "Give the shop a new front"));
      // All tests pass, but the page answers 500: only somebody who looks at the running
      // application notices.
      String bad = second
          .replace("VERSION = \"2\"", "VERSION = \"3\"")
          .replace("send(exchange, 200, page())", "send(exchange, 500, page())");
      commits.add(commit(git, directory, bad, "Speed up the front"));
    }
    return commits;
  }

  /** Returns the path of the Java program that runs this one. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String commit(Git git, Path directory, String shop, String message)
      throws IOException, GitAPIException {
    Files.writeString(directory.resolve("src/Shop.java"), shop);
    git.add().addFilepattern(".").call();
    PersonIdent author = new PersonIdent("Ada", "ada@example.org");
    RevCommit commit = git.commit()
        .setMessage(message)
        .setAuthor(author)
        .setCommitter(author)
        .setSign(false)
        .call();
    return commit.getName();
  }

  private static String sample(String file) throws IOException {
    try (InputStream in = SampleRepository.class.getResourceAsStream("/sample-app/src/" + file)) {
      if (in == null) {
        throw new IOException("the bundled application has no file " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
