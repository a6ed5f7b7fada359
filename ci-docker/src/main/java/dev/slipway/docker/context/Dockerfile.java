package dev.slipway.docker.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions of a Dockerfile, by line, and the images it names. It reads what it needs to and leaves the judgement to the
 * engine. Immutable.
 *
 * @since 0.1
 */
public final class Dockerfile {
  private static final Pattern ESCAPE =
      Pattern.compile("#\\s*escape\\s*=\\s*([\\\\`])\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIRECTIVE = Pattern.compile("#\\s*[A-Za-z]+\\s*=.*");
  private static final Pattern FROM = Pattern.compile(
      "(\\s*FROM\\s+(?:--\\S+\\s+)*)(\\S+)(?:\\s+AS\\s+(\\S+))?\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern COPY_FROM = Pattern.compile(
      "(\\s*COPY\\s+(?:--\\S+\\s+)*?--from=)(\\S+)(\\s.*)",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ARGUMENT = Pattern.compile(
      "\\s*ARG\\s+([A-Za-z_][A-Za-z0-9_]*)(?:=(\\S*))?\\s*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VARIABLE = Pattern.compile(
      "\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}$]*))?})");

  private final List<String> lines;
  private final List<Instruction> instructions;

  private Dockerfile(List<String> lines, List<Instruction> instructions) {
    this.lines = lines;
    this.instructions = instructions;
  }

  /** Reads a Dockerfile. */
  public static Dockerfile parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    String escape = escape(lines);
    List<Instruction> found = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    int first = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).stripTrailing();
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue; // also between the lines of one instruction
      }
      first = current.isEmpty() ? i + 1 : first;
      boolean goesOn = line.endsWith(escape);
      current.append(goesOn ? line.substring(0, line.length() - 1) : line);
      if (!goesOn) {
        found.add(new Instruction(first, i + 1, current.toString()));
        current.setLength(0);
      }
    }
    if (!current.isEmpty()) {
      found.add(new Instruction(first, lines.size(), current.toString()));
    }
    return new Dockerfile(lines, List.copyOf(found));
  }

  /**
   * Returns an instruction as the engine counts them.
   *
   * @param number from 1
   */
  public Optional<Instruction> instruction(int number) {
    return number < 1 || number > instructions.size()
        ? Optional.empty()
        : Optional.of(instructions.get(number - 1));
  }

  /**
   * Returns the images that are built upon or copied from, as far as they can be told beforehand.
   *
   * @param arguments the build arguments
   * @param target the last stage that is built; empty for all
   */
  public List<String> images(Map<String, String> arguments, String target) {
    Set<String> images = new LinkedHashSet<>();
    rewrite(arguments, target, name -> {
      images.add(name);
      return name;
    });
    return List.copyOf(images);
  }

  /**
   * Returns the text with other images in place of those that {@link #images} tells. No line moves.
   *
   * @param replacement returns the name to use, which may be the same
   */
  public String withImages(
      Map<String, String> arguments, String target, UnaryOperator<String> replacement) {
    return String.join("\n", rewrite(arguments, target, replacement));
  }

  private List<String> rewrite(
      Map<String, String> arguments, String target, UnaryOperator<String> replacement) {
    List<String> rewritten = new ArrayList<>(lines);
    Map<String, String> known = new HashMap<>();
    Set<String> stages = new HashSet<>(Set.of("scratch"));
    int count = 0;
    for (Instruction instruction : instructions) {
      Matcher argument = ARGUMENT.matcher(instruction.text());
      if (count == 0 && argument.matches()) {
        known.put(argument.group(1), argumentValue(arguments, argument, known));
        continue;
      }
      Matcher from = FROM.matcher(instruction.text());
      if (from.matches()) {
        String previous = Integer.toString(count - 1);
        if (count > 0
            && !target.isEmpty()
            && (target.equals(previous) || stages.contains(lower(target)))) {
          break;
        }
        count++;
      }
      Matcher named = from.matches() ? from : COPY_FROM.matcher(instruction.text());
      if (named.matches()) {
        replace(rewritten, instruction, named, known, stages, replacement);
      }
      if (from.matches() && from.group(3) != null) {
        stages.add(lower(from.group(3)));
      }
    }
    return rewritten;
  }

  private static void replace(
      List<String> rewritten,
      Instruction instruction,
      Matcher named,
      Map<String, String> known,
      Set<String> stages,
      UnaryOperator<String> replacement) {
    String written = named.group(2);
    String name = expanded(written, known);
    boolean image =
        !stages.contains(lower(name)) && !name.matches("[0-9]*") && name.indexOf('$') < 0;
    if (!image) {
      return;
    }
    String other = replacement.apply(name);
    if (!other.equals(name)) {
      int index = instruction.line() - 1;
      rewritten.set(
          index,
          rewritten
              .get(index)
              .replaceFirst(
                  "(\\s|=)" + Pattern.quote(written), "$1" + Matcher.quoteReplacement(other)));
    }
  }

  private static String argumentValue(
      Map<String, String> arguments, Matcher argument, Map<String, String> known) {
    String given = arguments.get(argument.group(1));
    String preset = argument.group(2) == null ? "" : argument.group(2);
    boolean quoted = preset.length() > 1 && preset.startsWith("\"") && preset.endsWith("\"");
    String value = quoted ? preset.substring(1, preset.length() - 1) : preset;
    return given == null ? expanded(value, known) : given;
  }

  private static String expanded(String text, Map<String, String> known) {
    return VARIABLE.matcher(text).replaceAll(found -> {
      String name = found.group(1) == null ? found.group(2) : found.group(1);
      String value = known.getOrDefault(name, "");
      String otherwise = found.group(3) == null ? "" : found.group(3);
      return Matcher.quoteReplacement(value.isEmpty() ? otherwise : value);
    });
  }

  private static String escape(List<String> lines) {
    for (String line : lines) {
      Matcher escape = ESCAPE.matcher(line.strip());
      if (escape.matches()) {
        return escape.group(1);
      }
      if (!DIRECTIVE.matcher(line.strip()).matches()) {
        break;
      }
    }
    return "\\";
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * An instruction.
   *
   * @param line the line it begins in, from 1
   * @param lastLine the line it ends in
   * @param text the instruction in one line
   */
  public record Instruction(int line, int lastLine, String text) {}
}
