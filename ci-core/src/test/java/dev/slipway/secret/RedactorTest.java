package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
  private static final String VALUE = "it's \"5$\" \\ a/b&ü€😀?";
  private static final Redactor REDACTOR = redactor(VALUE);

  private static Redactor redactor(String... values) {
    return Redactor.of(IntStream.range(0, values.length)
        .mapToObj(i -> Secret.of("S" + i, values[i]))
        .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        VALUE,
        "it'\\''s \"5$\" \\ a/b&ü€😀?",
        "it'\"'\"'s \"5$\" \\ a/b&ü€😀?",
        "it's \\\"5\\$\\\" \\\\ a/b&ü€😀?",
        "it\\'s\\ \\\"5\\$\\\"\\ \\\\\\ a/b\\&ü€😀\\?",
        "it\\'s \"5$\" \\\\ a/b&\\303\\274\\342\\202\\254\\360\\237\\230\\200?",
        "it\\x27s\\x20\\x225\\x24\\x22 \\x5C a/b&\\xc3\\xbc\\xE2\\x82\\xac\\xf0\\x9f\\x98\\x80?",
        "it's \\\"5$\\\" \\\\ a\\/b&\\u00fc\\u20AC\\ud83d\\uDE00?",
        "it\\u0027s \\u00225$\\u0022 \\u005C a\\/b\\u0026ü€\\U0001f600?",
        "it's+%225%24%22+%5C+a%2Fb%26%C3%BC%E2%82%AC%F0%9F%98%80%3F",
        "it%27s%20%225%24%22%20%5c%20a/b%26%c3%bc%e2%82%ac%f0%9f%98%80%3f",
        "it&#39;s &quot;5$&quot; \\ a/b&amp;ü€😀?",
      })
  void findsEveryWayToQuote(String quoted) {
    assertThat(REDACTOR.redact("before " + quoted + " after")).isEqualTo("before *** after");
    assertThat(REDACTOR.redact(quoted)).isEqualTo("***");
  }

  @Test
  void findsHexOfEitherCase() {
    String hex = HexFormat.of().formatHex(VALUE.getBytes(UTF_8));
    assertThat(REDACTOR.redact("x" + hex + "z")).isEqualTo("x***z");
    assertThat(REDACTOR.redact("x" + hex.toUpperCase(java.util.Locale.ROOT) + "z"))
        .isEqualTo("x***z");
    assertThat(REDACTOR.redact("x" + hex.substring(0, 30) + "\n" + hex.substring(30) + "\n"))
        .isEqualTo("x***\n");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "2,0", "3,1", "4,2", "5,3", "0,4"})
  void findsBase64AtEveryAlignmentWithItsBorders(int before, int after) {
    Redactor redactor = redactor("open-Sesame??>>");
    byte[] text = ("b".repeat(before) + "open-Sesame??>>" + "a".repeat(after)).getBytes(UTF_8);
    int length = "open-Sesame??>>".length();
    String code = Base64.getEncoder().encodeToString(text);
    int from = before * 8 / 6;
    int to = ((before + length) * 8 + 5) / 6;
    String padding = after == 0 ? "" : code.substring(to);
    String expected = code.substring(0, from) + "***" + padding;
    assertThat(redactor.redact(code)).isEqualTo(expected);
    assertThat(redactor.redact(code.replace('+', '-').replace('/', '_'))).isEqualTo(expected);
    assertThat(redactor.redact(Base64.getEncoder().withoutPadding().encodeToString(text)))
        .isEqualTo(expected.replace("=", ""));
    assertThat(redactor.redact(URLEncoder.encode(code, UTF_8)))
        .isEqualTo(URLEncoder.encode(expected, UTF_8).replace("%2A", "*"));
    String wrapped = code.substring(0, from + 4) + "\r\n    " + code.substring(from + 4, from + 9)
        + "\n" + code.substring(from + 9);
    assertThat(redactor.redact(wrapped)).isEqualTo(expected);
  }

  @Test
  void findsAManyLineValueWholeAndEachLongLine() {
    String value = "-- key --\nfirst line of it\n  second line\nend\n";
    Redactor redactor = redactor(value);
    assertThat(redactor.redact("a\n" + value + "b")).isEqualTo("a\n***\nb");
    assertThat(redactor.redact(value.replace("\n", "\r\n") + "b")).isEqualTo("***\r\nb");
    assertThat(redactor.redact("a:\n" + value.indent(4) + "b")).isEqualTo("a:\n    ***\nb");
    assertThat(redactor.redact("1 first line of it\n2   second line\n3 end"))
        .isEqualTo("1 ***\n2 ***\n3 end");
    assertThat(redactor.redact("1 second line.")).isEqualTo("1 ***.");
    assertThat(redactor.redact(value.replace("\n", "\\n"))).isEqualTo("***\\n");
    assertThat(redactor.redact(
            Base64.getMimeEncoder().encodeToString(value.repeat(3).getBytes(UTF_8))))
        .doesNotContain("Zmly");
  }

  @Test
  void unitesMatchesThatOverlapOrTouch() {
    Redactor redactor = redactor("abcdefgh", "efghijkl", "ijklmnop", "xxabcdefghxx", "12345678");
    assertThat(redactor.redact("-abcdefghijklmnop-")).isEqualTo("-***-");
    assertThat(redactor.redact("-xxabcdefghxx-")).isEqualTo("-***-");
    assertThat(redactor.redact("-xxabcdefghx-")).isEqualTo("-xx***x-");
    assertThat(redactor.redact("-12345678abcdefgh12345678 abcdefgh-")).isEqualTo("-*** ***-");
    assertThat(redactor.redact("-abcabcdefgh-")).isEqualTo("-abc***-");
  }

  @Test
  void findsALongValueAndItsPieces() {
    String value =
        IntStream.range(0, 400).mapToObj(i -> "k" + i * 7919 % 1000).reduce("", String::concat);
    assertThat(redactor(value).redact("a " + value + " b")).isEqualTo("a *** b");
    byte[] bytes = value.getBytes(UTF_8);
    assertThat(redactor(value).redact("a " + Base64.getEncoder().encodeToString(bytes) + " b"))
        .isEqualTo("a *** b");
    assertThat(redactor(value).redact("a " + HexFormat.of().formatHex(bytes) + " b"))
        .isEqualTo("a *** b");
  }

  @Test
  void masksABeginningAtTheEndOfATextIfItIsMostOfASecret() {
    Redactor redactor = redactor("abcdefghijkl");
    assertThat(redactor.redact("the abcdef")).isEqualTo("the abcdef");
    assertThat(redactor.redact("the abcdefg")).isEqualTo("the ***");
    assertThat(redactor.redact("the abcdefg.")).isEqualTo("the abcdefg.");
  }

  @Test
  void leavesOtherTextAlone() {
    String text = "nothing in here, not even \ud800 or ***";
    assertThat(REDACTOR.redact(text)).isSameAs(text);
    assertThat(Redactor.none().redact(VALUE)).isSameAs(VALUE);
    assertThat(Redactor.of(List.of())).isSameAs(Redactor.none());
    assertThat(redactor("abcdefgh")).hasToString("Redactor[1 secrets]");
  }

  @Test
  void withMakesABiggerOne() {
    Redactor small = redactor("abcdefgh");
    Redactor big = small.with(Secret.of("more", "12345678"));
    assertThat(small.redact("abcdefgh 12345678")).isEqualTo("*** 12345678");
    assertThat(big.redact("abcdefgh 12345678")).isEqualTo("*** ***");
    assertThat(small.with()).isSameAs(small);
  }

  @Test
  void holdsBackOnlyWhatMayBeTheBeginningOfASecret() throws IOException {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    RedactingOutput out = redactor("abcdefghijkl").redacting(target);
    out.write("name: ".getBytes(UTF_8));
    assertThat(target).hasToString("name: ");
    out.write("xabcd".getBytes(UTF_8));
    out.flush();
    assertThat(target).hasToString("name: x");
    out.write('e');
    out.write("f abcdefgh".getBytes(UTF_8));
    assertThat(target).hasToString("name: xabcdef ");
    out.write("ijklabc".getBytes(UTF_8));
    assertThat(target).hasToString("name: xabcdef ***");
    out.finish();
    assertThat(target).hasToString("name: xabcdef ***abc");
    out.write("defghijkl".getBytes(UTF_8));
    out.close();
    out.close();
    assertThat(target).hasToString("name: xabcdef ***abcdefghijkl");
    assertThatThrownBy(() -> out.write('a'))
        .isInstanceOf(IOException.class)
        .hasMessage("the stream is closed");
  }

  // The limit is some fifty times what it takes; work that grew with the length of the run would
  // take hours.
  @Timeout(30)
  @ParameterizedTest
  @ValueSource(strings = {"a", "\\", "%25", "ab", "YWFh", "61", "\\u0061", "\n    "})
  void longRunsOfABeginningTakeNoLongerPerByte(String unit) throws IOException {
    Redactor redactor = redactor(
        "a".repeat(4000) + "b",
        "\\".repeat(60) + "b",
        "%25".repeat(20) + "b",
        "ab".repeat(30) + "c");
    byte[] run = unit.repeat(1 << 20).getBytes(UTF_8);
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (RedactingOutput out = redactor.redacting(target)) {
      out.write(run);
      out.write(run, 0, 1000);
    }
    assertThat(target.size()).isLessThanOrEqualTo(run.length + 1000);
  }

  @Test
  void oneRedactorServesManyThreads() throws Exception {
    Redactor redactor = redactor("abcdefghijkl", VALUE, "zyxwvut-9876");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<String> work = () -> {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
          all.append(
              redactor.redact(i + VALUE + "-" + "YWJjZGVmZ2hpamts" + "+zyxwvut-9876" + "abcd"));
        }
        return all.toString();
      };
      String expected =
          IntStream.range(0, 300).mapToObj(i -> i + "***-***+***abcd").reduce("", String::concat);
      List<Future<String>> results = threads.invokeAll(java.util.Collections.nCopies(16, work));
      for (Future<String> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
