package dev.slipway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diagnostic.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
  enum Colour {
    RED {
      @Override
      public String toString() {
        return "rouge";
      }
    },
    GREEN
  }

  sealed interface Shape permits Round, Edged {}

  record Round(double radius) implements Shape {}

  sealed interface Edged extends Shape permits Square, Dot {}

  record Square(long side, Colour colour) implements Edged {
    public boolean isBig() {
      return side > 10;
    }

    public String getName() {
      return "not a member";
    }
  }

  record Dot() implements Edged {}

  record Everything(
      String text,
      long number,
      double fraction,
      boolean flag,
      Instant at,
      Duration took,
      Path path,
      Shape shape,
      List<Problem> problems,
      Map<String, String> names,
      Set<Colour> colours,
      Map<String, List<Shape>> shapes,
      @Nullable String missing) {}

  record Lists(List<String> list, Set<String> set, Map<String, Shape> map) {
    Lists {
      list = List.copyOf(list);
      set = Set.copyOf(set);
      map = Map.copyOf(map);
    }
  }

  record Strict(String name, int count) {
    Strict {
      java.util.Objects.requireNonNull(name, "name");
    }
  }

  sealed interface Bad permits Clash {}

  record Clash(String type) implements Bad {}

  private static final Everything EVERYTHING = new Everything(
      "Grüße \"1\"\n",
      Long.MAX_VALUE,
      0.1,
      true,
      Instant.parse("2026-11-23T10:15:30.123456789Z"),
      Duration.ofMillis(90_001),
      Path.of("a/b.txt"),
      new Square(4, Colour.RED),
      List.of(new Problem("here", "this", "that", "mend it")),
      Map.of("k", "v"),
      Set.of(Colour.GREEN),
      Map.of("all", List.of(new Round(1.5), new Dot())),
      null);

  @Test
  void aRecordIsReadBackAsItWasWritten() {
    assertThat(Json.read(Json.write(EVERYTHING), Everything.class)).isEqualTo(EVERYTHING);
  }

  @Test
  void onlyComponentsOfARecordAreWritten() {
    assertThat(Json.write(new Square(11, Colour.RED)))
        .isEqualTo("{\"type\":\"Square\",\"side\":11,\"colour\":\"RED\"}");
  }

  @Test
  void timesAndPathsAreText() {
    assertThat(Json.write(List.of(Instant.EPOCH, Duration.ofSeconds(61), Path.of("a", "b"))))
        .isEqualTo("[\"1970-01-01T00:00:00Z\",\"PT1M1S\",\"a/b\"]");
  }

  @Test
  void aMemberOfASealedInterfaceNamesItsTypeWhereverItStands() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("list", List.of(new Dot()));
    map.put("maybe", Optional.of(new Round(2)));
    map.put("none", Optional.empty());
    assertThat(Json.write(map))
        .isEqualTo(
            "{\"list\":[{\"type\":\"Dot\"}],\"maybe\":{\"type\":\"Round\",\"radius\":2.0},\"none\":null}");
  }

  @Test
  void aMemberOfASealedInterfaceIsReadByTheInterfaceAndByItsOwnClass() {
    String text = Json.write(new Square(3, Colour.GREEN));
    assertThat(Json.read(text, Shape.class)).isEqualTo(new Square(3, Colour.GREEN));
    assertThat(Json.read(text, Edged.class)).isEqualTo(new Square(3, Colour.GREEN));
    assertThat(Json.read(text, Square.class)).isEqualTo(new Square(3, Colour.GREEN));
    assertThat(Json.read("{\"side\":3,\"type\":\"Square\",\"colour\":\"GREEN\"}", Shape.class))
        .isEqualTo(new Square(3, Colour.GREEN));
  }

  @Test
  void anUnknownTypeIsNamed() {
    assertThatThrownBy(() -> Json.read("{\"type\":\"Blob\"}", Shape.class))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("JSON of Shape, line 1")
        .hasMessageContaining("Blob");
  }

  @Test
  void aMemberThatWouldHideTheTypeIsRefused() {
    assertThatThrownBy(() -> Json.write(new Clash("x")))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("has a member 'type' of its own");
  }

  @Test
  void unknownMembersAreIgnoredAndMissingCollectionsAreEmpty() {
    assertThat(Json.read("{\"more\":[1,{\"a\":2}],\"set\":null}", Lists.class))
        .isEqualTo(new Lists(List.of(), Set.of(), Map.of()));
  }

  @Test
  void aValueThatARecordRefusesIsAnErrorWithItsPlace() {
    assertThatThrownBy(() -> Json.read("{\"count\":1}", Strict.class))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("name");
  }

  @Test
  void anObjectThatIsNoRecordIsRefused() {
    assertThatThrownBy(() -> Json.write(Map.of("thread", new Thread(() -> {}))))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("java.lang.Thread has no JSON form");
  }

  @Test
  void anyJsonIsReadAsPlainValues() {
    assertThat(Json.read("{\"a\":[1,2.5,\"x\",true,null],\"b\":{}}"))
        .isEqualTo(Map.of("a", Arrays.asList(1L, 2.5, "x", true, null), "b", Map.of()));
    assertThat(Json.read("null")).isNull();
  }

  @Test
  void aBrokenTextIsAnErrorWithLineAndColumn() {
    JsonException e = catchThrowableOfType(
        JsonException.class, () -> Json.read("{\n  \"name\": oops}", Strict.class));
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isGreaterThan(9);
    assertThat(e).hasMessageStartingWith("JSON of Strict, line 2, column ");
    assertThatThrownBy(() -> Json.read("{\"name\":")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("1 2")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.read("null", Strict.class)).isInstanceOf(JsonException.class);
  }

  @Test
  void aWrongTypeIsAnErrorThatNamesTheMember() {
    assertThatThrownBy(() -> Json.read("{\"name\":\"x\",\"count\":\"y\"}", Strict.class))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("JSON of Strict, member .count, line 1, column ");
  }

  @Test
  void allWaysToWriteAgree() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Json.write(EVERYTHING, out);
    StringBuilder text = new StringBuilder();
    Json.write(EVERYTHING, text);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Json.write(EVERYTHING));
    assertThat(text).hasToString(Json.write(EVERYTHING));
    assertThat(Json.bytes(EVERYTHING)).isEqualTo(out.toByteArray());
  }

  @Test
  void prettyTextHasLines() {
    assertThat(Json.pretty(new Round(1)))
        .isEqualTo("{\n  \"type\" : \"Round\",\n  \"radius\" : 1.0\n}");
  }

  @Test
  void aPathFindsWhatIsThere() {
    String json = "{\"items\":[{\"name\":\"a\",\"n\":1},{\"name\":\"b\"}],\"none\":null}";
    assertThat(Json.at(json, "$.items[0].name")).contains("a");
    assertThat(Json.at(json, "$.items[0].n")).contains(1L);
    assertThat(Json.at(json, "$.items[*].name")).contains(List.of("a", "b"));
    assertThat(Json.at(json, "$.items.length()")).isPresent();
    assertThat(Json.at(json, "$.items[7].name")).isEmpty();
    assertThat(Json.at(json, "$.none")).isEmpty();
    assertThat(Json.at("null", "$.none")).isEmpty();
    assertThat(Json.at("3", "$.none")).isEmpty();
  }

  @Test
  void aWrongPathAndAWrongTextAreToldApart() {
    assertThatThrownBy(() -> Json.at("{}", "$.items["))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("JSON path '$.items[': ");
    assertThatThrownBy(() -> Json.at("<html>", "$.items"))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("JSON of a value, line 1");
    assertThatThrownBy(() -> Json.checkPath("$.a[?("))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("expected a path such as $.items[0].name");
    assertThatThrownBy(() -> Json.checkPath("items")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.checkPath("")).isInstanceOf(JsonException.class);
  }
}
