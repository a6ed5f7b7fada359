package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the redactor with texts whose right answer is known by construction, or is found by the simplest search. */
class RedactorRandomTest {
  private static final long SEED = Long.getLong("slipway.seed", new Random().nextLong());

  // No filler character occurs in a secret or in any encoding of one, so that what is masked is
  // what was planted.
  private static final String FILLER = "\n\t^~|<>;,";
  private static final String ALPHABET =
      "ABCDEFGHIJKLMabcdefghijklmnopqrstuvwxyz0123456789!$%&/=+-_. '\"\\?*#(){}";

  private final Random random = new Random(SEED);

  @Test
  void leaksNoByteOfAPlantedSecretInAnyEncodingAtAnyBorder() throws IOException {
    for (int round = 0; round < 220; round++) {
      List<String> values = values(1 + random.nextInt(6));
      Redactor redactor = redactor(values);
      for (int i = 0; i < 100; i++) {
        StringBuilder text = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int plants = random.nextInt(5); plants >= 0; plants--) {
          plant(values.get(random.nextInt(values.size())), text, expected);
        }
        check(redactor, text.toString(), expected.toString(), values);
      }
    }
  }

  @Test
  void agreesWithTheSimplestSearchWhereMatchesOverlap() throws IOException {
    for (int round = 0; round < 1000; round++) {
      List<String> values = IntStream.range(0, 1 + random.nextInt(5))
          .mapToObj(i -> random(8 + random.nextInt(random.nextBoolean() ? 4 : 50), "ab"))
          .filter(Secret::isFindable)
          .toList();
      Redactor redactor = redactor(values);
      for (int i = 0; i < 30; i++) {
        StringBuilder text = new StringBuilder();
        while (!values.isEmpty() && text.length() < random.nextInt(200)) {
          String value = values.get(random.nextInt(values.size()));
          int from = random.nextInt(4) == 0 ? random.nextInt(value.length()) : 0;
          int to = random.nextInt(4) == 0
              ? from + random.nextInt(value.length() - from)
              : value.length();
          text.append(value, from, to).append(random(random.nextInt(3), "abx"));
        }
        check(redactor, text.toString(), simplest(values, text.toString()), List.of());
      }
    }
  }

  private void plant(String value, StringBuilder text, StringBuilder expected) {
    String before = random(random.nextInt(5), FILLER);
    String after = random(1 + random.nextInt(5), FILLER);
    int kind = random.nextInt(8);
    String left = random(kind < 7 ? 0 : random.nextInt(8), ALPHABET);
    String right = random(kind < 7 ? 0 : random.nextInt(8), ALPHABET);
    text.append(before);
    expected.append(before);
    if (kind < 7) {
      // Where nothing is between two secrets, they share one mask.
      boolean touches = expected.toString().endsWith("***");
      text.append(mixed(value, kind));
      expected.append(touches ? "" : "***");
    } else {
      base64(value, left, right, text, expected);
    }
    boolean ends = kind < 7 && random.nextInt(3) == 0;
    text.append(ends ? "" : after);
    expected.append(ends ? "" : after);
  }

  private void base64(
      String value, String left, String right, StringBuilder text, StringBuilder expected) {
    if (expected.toString().endsWith("***")) {
      text.append('\n');
      expected.append('\n');
    }
    int start = left.length();
    int end = start + value.getBytes(UTF_8).length;
    String code = Base64.getEncoder().encodeToString((left + value + right).getBytes(UTF_8));
    if (random.nextBoolean()) {
      code = code.replace('+', '-').replace('/', '_');
    }
    int from = start * 8 / 6;
    int to = right.isEmpty() ? code.length() : (end * 8 + 5) / 6;
    expected.append(code, 0, from).append("***").append(code, to, code.length());
    int wrap = 1 + random.nextInt(80);
    for (int i = 0; i < code.length(); i++) {
      text.append(
          i > from && i < to && (i - from) % wrap == 0
              ? random.nextBoolean() ? "\n" : "\r\n  "
              : "");
      text.append(code.charAt(i));
    }
  }

  private String mixed(String value, int kind) {
    if (kind == 0) {
      return value;
    }
    if (kind == 1) {
      return URLEncoder.encode(value, UTF_8);
    }
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(point ->
            out.append(one(Character.toString(point), kind == 6 ? random.nextInt(4) + 3 : kind)));
    return out.toString();
  }

  private String one(String c, int kind) {
    boolean wordlike = c.matches("[A-Za-z0-9\\x80-\\x{10ffff}]");
    return switch (kind) {
      case 2 -> bytes(c, "%02x");
      case 3 -> "'".equals(c) ? "'\\''" : c;
      case 4 -> wordlike ? c : "\\" + c;
      case 5 -> utf16(c, random.nextBoolean() ? "\\u%04x" : "\\u%04X");
      default -> bytes(c, random.nextBoolean() ? "%%%02X" : "\\%03o");
    };
  }

  private static String utf16(String c, String format) {
    return c.chars()
        .mapToObj(unit -> String.format(Locale.ROOT, format, unit))
        .reduce("", String::concat);
  }

  private static String bytes(String c, String format) {
    StringBuilder out = new StringBuilder();
    for (byte b : c.getBytes(UTF_8)) {
      out.append(String.format(Locale.ROOT, format, b & 0xff));
    }
    return out.toString();
  }

  private List<String> values(int count) {
    List<String> values = new ArrayList<>();
    while (values.size() < count) {
      String value =
          random(8 + random.nextInt(random.nextInt(6) > 0 ? 24 : 193), ALPHABET + "äß€😀");
      // White space at the ends is looked for, but the value without it too, which would end a mask
      // earlier. A '=' on the line after a Base64 code is taken for its padding.
      if (value.equals(value.strip()) && !value.startsWith("=") && Secret.isFindable(value)) {
        values.add(value);
      }
    }
    return values;
  }

  private String random(int length, String alphabet) {
    int[] points = alphabet.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return out.toString();
  }

  private static Redactor redactor(List<String> values) {
    return Redactor.of(
        values.stream().distinct().map(value -> Secret.of("S", value)).toList());
  }

  private void check(Redactor redactor, String text, String expected, List<String> values)
      throws IOException {
    String found = inChunks(redactor, text);
    assertThat(found).as("seed %d, text <%s>, secrets %s", SEED, text, values).isEqualTo(expected);
    assertThat(redactor.redact(text)).as("seed %d, in one piece", SEED).isEqualTo(expected);
  }

  private String inChunks(Redactor redactor, String text) throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(UTF_8);
    int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 300);
    try (RedactingOutput out = redactor.redacting(target)) {
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, random.nextInt(most + 1));
        byte[] chunk = Arrays.copyOfRange(bytes, at, at + length);
        out.write(chunk, 0, length);
        Arrays.fill(chunk, (byte) 'Z');
        at += length;
      }
    }
    return target.toString(UTF_8);
  }

  private static String simplest(List<String> values, String text) {
    boolean[] masked = new boolean[text.length()];
    for (String value : values) {
      for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
        Arrays.fill(masked, at, at + value.length(), true);
      }
      for (int length = value.length() / 2 + 1; length < value.length(); length++) {
        if (text.endsWith(value.substring(0, length))) {
          Arrays.fill(masked, text.length() - length, text.length(), true);
        }
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < masked.length; i++) {
      out.append(!masked[i] ? text.substring(i, i + 1) : i > 0 && masked[i - 1] ? "" : "***");
    }
    return out.toString();
  }
}
