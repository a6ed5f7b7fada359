package dev.slipway.config.codeship;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandWordsTest {
  private static List<String> words(String command) {
    CommandWords split = CommandWords.split(command);
    assertThat(split.mistake()).isNull();
    return split.words();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '\0',
      value = {
        "npm run lint => npm|run|lint",
        "sh -c 'a && b' => sh|-c|a && b",
        "bash -c \"echo 'x'\" => bash|-c|echo 'x'",
        "a\"b\"'c'd => abcd",
        "\"A=\"$X\" b\" => A=$X b",
        "a\\ b => a b",
        "\"a\\\"b\" => a\"b",
        "\"a\\nb\" => a\\nb",
        "\"\\$X\" => $X",
        "'a\\b' => a\\b",
        "echo \"\" '' => echo||",
        "a && b > c | d $X * ~ # e => a|&&|b|>|c|||d|$X|*|~|#|e",
        "{a,b} $(c) `d` => {a,b}|$(c)|`d`",
      })
  void wordsAreJoinedAndQuotesHonouredAsAShellDoesButNothingElse(String command, String expected) {
    assertThat(String.join("|", words(command))).isEqualTo(expected);
  }

  @Test
  void whiteSpaceOfAllKindsParts() {
    assertThat(words("  a\tb\n c\r\nd  ")).containsExactly("a", "b", "c", "d");
    assertThat(words("a \\\n b")).containsExactly("a", "b");
    assertThat(words("\"a\\\nb\"")).containsExactly("ab");
    assertThat(words("'a\nb'")).containsExactly("a\nb");
    assertThat(words("")).isEmpty();
  }

  @Test
  void whatIsNeverClosedIsAMistake() {
    assertThat(CommandWords.split("a 'b").mistake())
        .isEqualTo("an opening quote ' without a closing one");
    assertThat(CommandWords.split("a \"b\\\"").mistake())
        .isEqualTo("an opening quote \" without a closing one");
    assertThat(CommandWords.split("a \\").mistake())
        .isEqualTo("a backslash at the end of the command");
    assertThat(CommandWords.split("a b 'c").words()).containsExactly("a", "b");
  }

  @Test
  void wordsThatWereWrittenAsACommandAreSplitIntoTheSameWords() {
    Random random = new Random(7);
    String letters = "ab \t\n'\"\\$`&|>#*{}=é\ud83d\ude00";
    for (int i = 0; i < 5_000; i++) {
      List<String> words = IntStream.range(0, random.nextInt(5))
          .mapToObj(n -> text(random, letters))
          .toList();
      assertThat(words(CommandText.of(words))).isEqualTo(words);
    }
  }

  private static String text(Random random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
