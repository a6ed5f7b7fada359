package dev.slipway.config.yaml;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads YAML within limits: {@value #MOST_BYTES} bytes, {@value #MOST_DEPTH} levels, {@value #MOST_ALIASES} aliases, and
 * {@value #MOST_NODES} nodes when all aliases are replaced by what they stand for. Anchors, aliases and merge keys are honoured; tags
 * other than those of text, numbers, lists and mappings are refused; a file has one document. JSON is read as YAML, also with tabs.
 * Immutable and thread-safe. Not API for users.
 *
 * @since 0.1
 */
public final class YamlReader {
  /** The largest file. */
  public static final int MOST_BYTES = 1_048_576;

  /** The most mappings and lists within each other. */
  public static final int MOST_DEPTH = 64;

  /** The most uses of aliases. */
  public static final int MOST_ALIASES = 1_000;

  /** The most mappings, lists, texts and keys, those behind aliases counted each time they are used. */
  public static final int MOST_NODES = 200_000;

  private final boolean duplicatesAllowed;

  private YamlReader(boolean duplicatesAllowed) {
    this.duplicatesAllowed = duplicatesAllowed;
  }

  /** Returns a reader to which a key that is there twice is a mistake. */
  public static YamlReader strict() {
    return new YamlReader(false);
  }

  /** Returns a reader that warns of a key that is there twice, and takes the last one. */
  public static YamlReader lastKeyWins() {
    return new YamlReader(true);
  }

  /**
   * Reads a text.
   *
   * @param file the name of the file for problems
   * @param text the YAML
   * @param findings where mistakes and warnings go
   * @return what was read; with a mistake it is incomplete, or {@link YamlNode.Null}
   */
  public YamlNode read(String file, String text, Findings findings) {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(findings, "findings");
    return Documents.read(file, text, duplicatesAllowed, findings);
  }

  /**
   * Reads a file of UTF-8 in a directory. It has to be a regular file, or a link to one that is in the directory, too.
   *
   * @param directory the root of the repository
   * @param path the path of the file from the root; the name of the file for problems
   * @param findings where mistakes and warnings go; also that there is no such file
   * @return what was read; with a mistake it is incomplete, or {@link YamlNode.Null}
   */
  public YamlNode read(Path directory, String path, Findings findings) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(findings, "findings");
    return RepositoryFile.text(directory, path, findings)
        .map(text -> read(path, text, findings))
        .orElseGet(() -> new YamlNode.Null(Position.startOf(path), ""));
  }
}
