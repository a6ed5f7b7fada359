package dev.slipway.config.codeship;

import dev.slipway.config.yaml.Position;
import dev.slipway.config.yaml.YamlNode;
import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import dev.slipway.diagnostic.Similar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A mapping asked for values of a type. What has another type is a mistake, and like a value that is not there. */
final class Fields {
  private static final Set<String> YES = Set.of("true", "yes", "on", "y");
  private static final Set<String> NO = Set.of("false", "no", "off", "n");

  private final Mapping mapping;
  private final Diagnoses findings;

  Fields(Mapping mapping, Diagnoses findings) {
    this.mapping = mapping;
    this.findings = findings;
  }

  Position at() {
    return mapping.at();
  }

  /** Where the value of a key is or, without the key, where the mapping is. */
  Position at(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.at() : entry.value().at();
  }

  Position keyAt(String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? mapping.at() : entry.key().at();
  }

  /** Whether the key is there with something behind it. */
  boolean has(String key) {
    YamlNode node = node(key);
    return node != null;
  }

  @Nullable
  YamlNode node(String key) {
    YamlNode node = mapping.value(key).orElse(null);
    return node instanceof Null ? null : node;
  }

  Set<String> keys() {
    return mapping.entries().keySet();
  }

  /** A text that is not blank, or null. */
  @Nullable
  String text(String key) {
    YamlNode node = node(key);
    String text = node == null ? null : scalar(node, "the text of '" + key + "'");
    return text == null || text.isBlank() ? null : text;
  }

  /** A list of texts; a text alone is a list of one. */
  List<String> texts(String key) {
    YamlNode node = node(key);
    List<String> texts = new ArrayList<>();
    if (node instanceof Sequence list) {
      for (YamlNode item : list.items()) {
        String text = item instanceof Null ? null : scalar(item, "a text in '" + key + "'");
        if (text != null && !text.isBlank()) {
          texts.add(text);
        }
      }
    } else if (node != null) {
      String text = scalar(node, "a list of texts for '" + key + "'");
      if (text != null && !text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }

  boolean flag(String key) {
    String text = text(key);
    String lower = text == null ? "false" : text.toLowerCase(Locale.ROOT);
    if (!YES.contains(lower) && !NO.contains(lower)) {
      findings.problem(
          at(key), "'" + text + "' for '" + key + "'", "true or false", "write one of these");
    }
    return YES.contains(lower);
  }

  /**
   * Names with values, as a mapping or as a list of {@code NAME=value}. A name without a value has its value from where the tool ran;
   * there is nothing here it could be taken from.
   */
  Map<String, String> variables(String key) {
    Map<String, String> variables = new LinkedHashMap<>();
    YamlNode node = node(key);
    if (node instanceof Mapping map) {
      map.entries().forEach((name, entry) -> {
        if (entry.value() instanceof Null) {
          noValue(entry.key().at(), name);
        } else {
          String text = scalar(entry.value(), "a text for '" + name + "'");
          if (text != null) {
            variables.put(name, text);
          }
        }
      });
    } else if (node instanceof Sequence list) {
      list.items().forEach(item -> variable(key, item, variables));
    } else if (node != null) {
      wrongType(node, "names with values, or a list of 'NAME=value', for '" + key + "'");
    }
    return variables;
  }

  private void variable(String key, YamlNode item, Map<String, String> variables) {
    String text = item instanceof Null ? null : scalar(item, "'NAME=value' in '" + key + "'");
    if (text == null) {
      return;
    }
    int equals = text.indexOf('=');
    if (equals > 0) {
      variables.put(text.substring(0, equals).strip(), text.substring(equals + 1));
    } else {
      noValue(item.at(), text);
    }
  }

  private void noValue(Position at, String name) {
    findings.warning(
        at,
        "the variable '" + name + "' without a value",
        "a value, as there is no shell it could come from",
        "write " + name + "= for an empty one, or leave it out");
  }

  /** Warns of keys that are not known, with the one that may have been meant. */
  void warnOfOthers(Set<String> known, String what) {
    mapping.entries().forEach((key, entry) -> {
      if (!known.contains(key)) {
        findings.warning(
            entry.key().at(),
            "the key '" + key + "', which " + what + " does not have",
            "a known key" + Similar.hint(key, known),
            "correct it, or leave it out: it is ignored");
      }
    });
  }

  void wrongType(YamlNode node, String expected) {
    if (node instanceof Mapping empty
        && empty.entries().isEmpty()
        && findings.isBadLine(empty.at())) {
      return; // '{{' without quotes was told where it was read
    }
    findings.problem(node.at(), node.described(), expected, "write it so");
  }

  private @Nullable String scalar(YamlNode node, String expected) {
    if (node instanceof Scalar scalar) {
      return scalar.text();
    }
    wrongType(node, expected);
    return null;
  }
}
