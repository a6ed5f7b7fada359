package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** All the spellings of a secret. */
final class Encodings {
  // Long values are looked for in pieces: it bounds what a stream holds back, and finds a value
  // that something cut up.
  private static final int PIECE = 64;

  // Pieces overlap, so that a line end between two of them is within one of them.
  private static final int OVERLAP = 4;

  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final Map<Character, String> NAMED_ESCAPES = Map.of(
      '\n', "\\n", '\r', "\\r", '\t', "\\t", '\b', "\\b", '\f', "\\f", '\u000b', "\\v", '\u0007',
      "\\a", '\u001b', "\\e");
  private static final Map<Character, List<String>> SPECIAL = Map.of(
      ' ', List.of("+"),
      '\'', List.of("'\\''", "'\"'\"'", "&apos;", "&#39;", "&#x27;"),
      '"', List.of("&quot;", "&#34;"),
      '&', List.of("&amp;"),
      '<', List.of("&lt;"),
      '>', List.of("&gt;"),
      '\u001b', List.of("\\E"));
  private static final List<Form> LINE_ENDS = List.of(
      Form.newline("\r\n"),
      Form.newline("\n"),
      Form.exact("\\r\\n"),
      Form.anyCase("%0d%0a"),
      Form.anyCase("\\u000d\\u000a"));
  private static final List<Form> PADDING =
      List.of(Form.exact("="), Form.anyCase("%3d"), Form.anyCase("\\u003d"));

  private static final List<List<Form>> ASCII = table(128, Encodings::quoted);
  private static final List<List<Form>> HEX = table(256, b -> List.of(Form.anyCase(hex("", b))));
  private static final List<List<Form>> SEXTETS = table(64, Encodings::sextet);

  private Encodings() {}

  static List<Spelling> of(Collection<Secret> secrets) {
    Set<String> pieces = new LinkedHashSet<>();
    for (Secret secret : secrets) {
      texts(secret.reveal()).forEach(text -> cut(text, pieces));
    }
    List<Spelling> spellings = new ArrayList<>();
    for (String piece : pieces) {
      byte[] bytes = piece.getBytes(UTF_8);
      spellings.add(quoted(piece));
      spellings.add(hex(bytes));
      for (int before = 0; before < 3; before++) {
        spellings.add(base64(bytes, before));
      }
    }
    return spellings;
  }

  /** The value, also as a tool leaves it that trims it or changes its line ends, and its lines. */
  private static Set<String> texts(String value) {
    String text = value.replaceAll("^[\r\n]+|[\r\n]+$", "");
    Set<String> texts =
        new LinkedHashSet<>(List.of(text, text.strip(), text.replace("\r\n", "\n")));
    text.lines().filter(Secret::isFindable).forEach(line -> {
      texts.add(line);
      texts.add(line.strip());
    });
    return texts;
  }

  private static void cut(String text, Set<String> pieces) {
    int[] points = text.codePoints().toArray();
    for (int from = 0; from < points.length - PIECE; from += PIECE - OVERLAP) {
      pieces.add(new String(points, from, PIECE));
    }
    int last = Math.max(0, points.length - PIECE);
    pieces.add(new String(points, last, points.length - last));
  }

  /** Plain, quoted for a shell, JSON or XML, and percent-encoded, also a mixture, since tools differ in what they quote. */
  private static Spelling quoted(String piece) {
    return Spelling.plain(piece
        .codePoints()
        .mapToObj(point -> point < ASCII.size() ? ASCII.get(point) : quoted(point))
        .toList());
  }

  private static List<Form> quoted(int point) {
    String text = Character.toString(point);
    List<Form> forms = new ArrayList<>();
    forms.add(point == '\n' ? Form.newline(text) : Form.exact(text));
    forms.add(Form.anyCase(eachByte(text, b -> hex("%", b))));
    forms.add(Form.anyCase(eachByte(text, b -> hex("\\x", b))));
    forms.add(Form.exact(eachByte(text, b -> String.format(Locale.ROOT, "\\%03o", b))));
    forms.add(Form.anyCase(utf16(text)));
    if (Character.isSupplementaryCodePoint(point)) {
      forms.add(Form.anyCase(String.format(Locale.ROOT, "\\u%08x", point)));
    }
    if (point < 128) {
      char c = (char) point;
      if (!Character.isLetterOrDigit(c)) {
        forms.add(Form.exact(NAMED_ESCAPES.getOrDefault(c, "\\" + c)));
      }
      SPECIAL.getOrDefault(c, List.of()).forEach(each -> forms.add(Form.exact(each)));
      forms.addAll(c == '\n' ? LINE_ENDS : List.of());
    }
    return List.copyOf(forms);
  }

  private static Spelling hex(byte[] bytes) {
    List<List<Form>> glyphs =
        IntStream.range(0, bytes.length).mapToObj(i -> HEX.get(bytes[i] & 0xff)).toList();
    return new Spelling(glyphs, 0, glyphs.size(), true);
  }

  /**
   * Base64 of a text that has the bytes in it, after as many others as {@code before} says (modulo 3). The character at
   * either border may hold bits of a neighbour too: there, every character is taken that agrees in the bits of the secret.
   */
  private static Spelling base64(byte[] bytes, int before) {
    int from = before * 8;
    int to = from + bytes.length * 8;
    List<List<Form>> glyphs = new ArrayList<>();
    for (int bit = from / 6 * 6; bit < to; bit += 6) {
      List<Form> forms = new ArrayList<>();
      for (int sextet = 0; sextet < 64; sextet++) {
        if (agrees(sextet, bit, bytes, from, to)) {
          forms.addAll(SEXTETS.get(sextet));
        }
      }
      glyphs.add(forms);
    }
    int first = from % 6 == 0 ? 0 : 1;
    int enough = glyphs.size();
    if (to % 6 != 0) {
      enough--;
      glyphs.add(PADDING);
      glyphs.add(PADDING);
    }
    return new Spelling(glyphs, first, enough, true);
  }

  private static boolean agrees(int sextet, int bit, byte[] bytes, int from, int to) {
    for (int i = Math.max(bit, from); i < Math.min(bit + 6, to); i++) {
      int wanted = (bytes[(i - from) / 8] >> (7 - (i - from) % 8)) & 1;
      if (((sextet >> (5 - (i - bit))) & 1) != wanted) {
        return false;
      }
    }
    return true;
  }

  private static List<Form> sextet(int value) {
    Form standard = Form.exact(BASE64.substring(value, value + 1));
    return switch (value) {
      case 62 -> List.of(standard, Form.exact("-"), Form.anyCase("%2b"), Form.anyCase("\\u002b"));
      case 63 ->
        List.of(
            standard,
            Form.exact("_"),
            Form.anyCase("%2f"),
            Form.exact("\\/"),
            Form.anyCase("\\u002f"));
      default -> List.of(standard);
    };
  }

  private static String utf16(String text) {
    StringBuilder out = new StringBuilder();
    text.chars().forEach(unit -> out.append(String.format(Locale.ROOT, "\\u%04x", unit)));
    return out.toString();
  }

  private static String eachByte(String text, IntFunction<String> form) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      out.append(form.apply(b & 0xff));
    }
    return out.toString();
  }

  private static String hex(String before, int b) {
    return before + Character.forDigit(b >> 4, 16) + Character.forDigit(b & 15, 16);
  }

  private static List<List<Form>> table(int size, IntFunction<List<Form>> row) {
    return IntStream.range(0, size).mapToObj(row).toList();
  }
}
