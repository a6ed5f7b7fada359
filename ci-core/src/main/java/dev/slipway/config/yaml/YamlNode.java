package dev.slipway.config.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A part of a YAML file. Immutable. Where the file uses an alias, the same node is in several places. Not API for users.
 *
 * @since 0.1
 */
public sealed interface YamlNode {
  /** Returns where it begins. */
  Position at();

  /** Returns what it is, for people: {@code a mapping}, {@code a list}, {@code the text 'x'} or {@code nothing}. */
  String described();

  /**
   * Keys with values.
   *
   * @param at where it begins
   * @param entries the entries by their keys, in the order written; those of merge keys are at the end
   */
  record Mapping(Position at, Map<String, Entry> entries) implements YamlNode {
    /** Makes a mapping. */
    public Mapping {
      Objects.requireNonNull(at, "at");
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Returns the value of a key, if the key is there. */
    public Optional<YamlNode> value(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  /**
   * A key with its value.
   *
   * @param key the key with its place
   * @param value the value
   */
  record Entry(Scalar key, YamlNode value) {
    /** Makes an entry. */
    public Entry {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
    }
  }

  /**
   * A list.
   *
   * @param at where it begins
   * @param items what is in it, in the order written
   */
  record Sequence(Position at, List<YamlNode> items) implements YamlNode {
    /** Makes a list. */
    public Sequence {
      Objects.requireNonNull(at, "at");
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /**
   * A text.
   *
   * @param at where it begins
   * @param text what is written, after quotes, escapes and folding: {@code 3.10}, {@code no} and {@code 0x10} stay what they are
   * @param quoted whether it is in quotes or a block, and so text beyond doubt
   */
  record Scalar(Position at, String text, boolean quoted) implements YamlNode {
    private static final int LONGEST = 60;

    /** Makes a text. */
    public Scalar {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String described() {
      String line = text.lines().findFirst().orElse("");
      boolean whole = line.length() == text.length() && line.length() <= LONGEST;
      return "the text '"
          + (whole ? line : line.substring(0, Math.min(LONGEST, line.length())) + "...") + "'";
    }
  }

  /**
   * Nothing where a value may be: a key or a dash with nothing behind it, {@code ~}, or {@code null} without quotes.
   *
   * @param at where it is
   * @param text what is written there; empty for nothing at all
   */
  record Null(Position at, String text) implements YamlNode {
    /** Makes nothing. */
    public Null {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(text, "text");
    }

    @Override
    public String described() {
      return text.isEmpty() ? "nothing" : "nothing, written '" + text + "'";
    }
  }
}
