package dev.slipway.config.yaml;

import dev.slipway.config.yaml.YamlNode.Entry;
import dev.slipway.config.yaml.YamlNode.Mapping;
import dev.slipway.config.yaml.YamlNode.Null;
import dev.slipway.config.yaml.YamlNode.Scalar;
import dev.slipway.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.Event.ID;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Makes nodes of events. It knows how many nodes each part has when its aliases are replaced, so that a small file that stands for a
 * huge tree is refused before anybody walks through it.
 */
final class TreeBuilder {
  private static final String PREFIX = "tag:yaml.org,2002:";
  private static final Set<String> TAGS =
      Set.of("!", "str", "int", "float", "bool", "null", "map", "seq", "timestamp");
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
  private static final String MERGE = "<<";

  private final String file;
  private final Iterator<Event> events;
  private final boolean duplicatesAllowed;
  private final Findings findings;
  private final Map<String, Built> anchors = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private Position position;
  private int aliases;
  private long nodes;

  TreeBuilder(String file, Iterator<Event> events, boolean duplicatesAllowed, Findings findings) {
    this.file = file;
    this.events = events;
    this.duplicatesAllowed = duplicatesAllowed;
    this.findings = findings;
    this.position = Position.startOf(file);
  }

  /** A node, how many it stands for, and how many levels it has. */
  private record Built(YamlNode node, long weight, int height) {}

  /** The file is so wrong that the rest is not read; findings have it. */
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;

    GivenUp() {
      super(null, null, false, false);
    }
  }

  /** Where the last event was. */
  Position position() {
    return position;
  }

  YamlNode document() {
    next(); // the start of the stream
    Event event = next();
    if (event.is(ID.StreamEnd)) {
      return new Null(position, "");
    }
    YamlNode root = node(next(), 1).node();
    next(); // the end of the document
    if (!next().is(ID.StreamEnd)) {
      findings.problem(
          position, "a second document", "one document in a file", "leave out the line '---'");
    }
    return root;
  }

  private Event next() {
    Event event = events.next();
    position = at(event);
    return event;
  }

  private Position at(Event event) {
    Mark mark = event.getStartMark();
    return mark == null ? position : new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Built node(Event event, int depth) {
    count(1);
    if (event instanceof AliasEvent alias) {
      return aliased(alias.getAnchor(), depth);
    }
    String anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null) {
      open.add(anchor);
    }
    Built built;
    if (event instanceof ScalarEvent scalar) {
      built = new Built(scalar(scalar), 1, 0);
    } else {
      built = collection((CollectionStartEvent) event, depth);
    }
    if (anchor != null) {
      open.remove(anchor);
      anchors.put(anchor, built);
    }
    return built;
  }

  private Built collection(CollectionStartEvent event, int depth) {
    if (depth > YamlReader.MOST_DEPTH) {
      findings.problem(
          position,
          "more than " + YamlReader.MOST_DEPTH + " mappings and lists within each other",
          "at most so many",
          "make it flatter");
      throw new GivenUp();
    }
    tag(event.getTag());
    return event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
  }

  private Built sequence(int depth) {
    Position start = position;
    List<YamlNode> items = new ArrayList<>();
    long weight = 1;
    int height = 0;
    for (Event event = next(); !event.is(ID.SequenceEnd); event = next()) {
      Built item = node(event, depth + 1);
      items.add(item.node());
      weight += item.weight();
      height = Math.max(height, item.height());
    }
    return new Built(new Sequence(start, items), weight, height + 1);
  }

  private Built mapping(int depth) {
    Position start = position;
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, Entry> merged = new LinkedHashMap<>();
    long weight = 1;
    int height = 0;
    for (Event event = next(); !event.is(ID.MappingEnd); event = next()) {
      Position keyPosition = position;
      Built keyNode = node(event, depth + 1);
      Built value = node(next(), depth + 1);
      weight += keyNode.weight() + value.weight();
      height = Math.max(height, value.height());
      Scalar key = key(keyNode.node(), keyPosition);
      if (key == null) {
        continue;
      }
      if (key.text().equals(MERGE) && !key.quoted()) {
        merge(value.node(), merged);
      } else {
        put(entries, new Entry(key, value.node()));
      }
    }
    merged.forEach(entries::putIfAbsent);
    return new Built(new Mapping(start, entries), weight, height + 1);
  }

  private void put(Map<String, Entry> entries, Entry entry) {
    Scalar key = entry.key();
    Entry before = entries.remove(key.text());
    if (before != null) {
      String found = "the key '" + key.text() + "' for the second time, first in line "
          + before.key().at().line();
      if (duplicatesAllowed) {
        findings.warning(
            key.at(), found, "each key once", "leave one of them out; the last one counts");
      } else {
        findings.problem(key.at(), found, "each key once", "put both together, or rename one");
      }
    }
    entries.put(key.text(), entry);
  }

  private void merge(YamlNode source, Map<String, Entry> merged) {
    if (source instanceof Sequence list) {
      list.items().forEach(item -> mergeOne(item, merged));
    } else {
      mergeOne(source, merged);
    }
  }

  private void mergeOne(YamlNode source, Map<String, Entry> merged) {
    if (source instanceof Mapping mapping) {
      mapping.entries().forEach(merged::putIfAbsent);
    } else {
      findings.problem(
          source.at(),
          source.described() + " at the merge key '<<'",
          "a mapping, or a list of mappings",
          "point it at a mapping, such as *defaults");
    }
  }

  private @Nullable Scalar key(YamlNode node, Position at) {
    if (node instanceof Scalar scalar) {
      return new Scalar(at, scalar.text(), scalar.quoted());
    }
    if (node instanceof Null nothing && !nothing.text().isEmpty()) {
      return new Scalar(at, nothing.text(), false);
    }
    if (node instanceof Mapping) {
      findings.problem(
          at,
          "a mapping as a key, as '{{' makes it where it is not in quotes",
          "a text",
          "put quotes around the whole value, such as \"{{.Branch}}\"");
    } else {
      findings.problem(at, node.described() + " as a key", "a text", "name the key");
    }
    return null;
  }

  private YamlNode scalar(ScalarEvent event) {
    tag(event.getTag());
    boolean quoted = event.getScalarStyle() != ScalarStyle.PLAIN
        || "!".equals(event.getTag())
        || (PREFIX + "str").equals(event.getTag());
    return !quoted && NOTHING.contains(event.getValue())
        ? new Null(position, event.getValue())
        : new Scalar(position, event.getValue(), quoted);
  }

  private void tag(@Nullable String tag) {
    if (tag != null && !TAGS.contains(tag.replace(PREFIX, ""))) {
      findings.problem(
          position, "the tag '" + tag + "'", "a value without a tag", "leave the tag out");
    }
  }

  private Built aliased(String name, int depth) {
    Position at = position;
    if (++aliases > YamlReader.MOST_ALIASES) {
      findings.problem(
          at, "alias number " + aliases, "at most " + YamlReader.MOST_ALIASES, "use fewer");
      throw new GivenUp();
    }
    Built target = anchors.get(name);
    if (open.contains(name)) {
      findings.problem(
          at, "the alias '*" + name + "' within what it stands for", "another", "leave it out");
    } else if (target == null) {
      findings.problem(
          at,
          "the alias '*" + name + "', which nothing before it is called",
          "the name of an anchor",
          "put '&" + name + "' before what it stands for");
    } else if (depth + target.height() - 1 > YamlReader.MOST_DEPTH) {
      findings.problem(
          at,
          "an alias that makes more than " + YamlReader.MOST_DEPTH + " levels",
          "at most so many mappings and lists within each other",
          "make it flatter");
    } else {
      count(target.weight());
      return target;
    }
    return new Built(new Null(at, ""), 1, 0);
  }

  private void count(long more) {
    nodes += more;
    if (nodes > YamlReader.MOST_NODES) {
      findings.problem(
          position,
          "more than " + YamlReader.MOST_NODES + " values, those behind aliases counted",
          "at most so many",
          "make the file smaller, or use fewer aliases");
      throw new GivenUp();
    }
  }
}
