package dev.slipway.smoke;

import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Of what kind an answer is, so that two can be compared without their content. */
final class AnswerShape {
  private AnswerShape() {}

  static String of(@Nullable Answer answer) {
    if (answer == null) {
      return "";
    }
    String type = answer.header("content-type").stream().findFirst().orElse("");
    String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean json = plain.endsWith("/json") || plain.endsWith("+json");
    String fields = json && !answer.cut() ? " " + fields(answer.body()) : "";
    return answer.status() + (plain.isEmpty() ? "" : " " + plain) + fields;
  }

  private static String fields(String body) {
    try {
      return fields(Json.read(body));
    } catch (JsonException e) {
      return "not JSON";
    }
  }

  private static String fields(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeSet<String> names = new TreeSet<>();
      map.keySet().forEach(name -> names.add(String.valueOf(name)));
      return "{" + String.join(", ", names) + "}";
    } else if (value instanceof List<?> list) {
      return "[" + (list.isEmpty() ? "" : fields(list.get(0))) + "]";
    }
    return value == null ? "null" : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
