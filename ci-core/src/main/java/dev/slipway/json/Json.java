package dev.slipway.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.slipway.diagnostic.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON and reads them back.
 *
 * <p>Values are records, maps with text keys, collections, arrays, text, numbers, booleans, enums (by name),
 * {@link java.time.Instant} and {@link java.time.Duration} (ISO 8601 text), {@link java.nio.file.Path} (text),
 * {@link java.util.Optional} (its value or null; written, not read) and null. Anything else is refused: what was not meant to
 * be stored, a secret above all, is not stored by accident.
 *
 * <p>A record that belongs to a sealed interface has a first member {@code "type"}, the simple name of its class, and is read
 * back through it. When reading, unknown members are ignored, missing lists, sets and maps are empty, missing objects are
 * null, and missing numbers and booleans are zero and false.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class Json {
  private static final ObjectWriter WRITER = Mappers.forWriting().writer();
  private static final ObjectWriter PRETTY = Mappers.forWriting().writer(Mappers.prettyPrinter());
  private static final ObjectReader READER = Mappers.forReading().reader();

  private Json() {}

  /**
   * Returns a value as JSON on one line.
   *
   * @throws JsonException if the value, or something in it, has no JSON form
   */
  public static String write(@Nullable Object value) {
    try {
      return WRITER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw notWritable(value, e);
    }
  }

  /**
   * Appends a value as JSON on one line.
   *
   * @throws JsonException if the value, or something in it, has no JSON form; nothing is appended then
   */
  public static void write(@Nullable Object value, StringBuilder out) {
    out.append(write(value));
  }

  /**
   * Writes a value as JSON on one line in UTF-8. The stream is neither flushed nor closed.
   *
   * @throws JsonException if the value, or something in it, has no JSON form; part of it may have been written
   * @throws IOException if the stream cannot be written
   */
  public static void write(@Nullable Object value, OutputStream out) throws IOException {
    Objects.requireNonNull(out, "out");
    try {
      WRITER.writeValue(out, value);
    } catch (JsonProcessingException e) {
      throw notWritable(value, e);
    }
  }

  /**
   * Returns a value as JSON on one line in UTF-8.
   *
   * @throws JsonException if the value, or something in it, has no JSON form
   */
  public static byte[] bytes(@Nullable Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw notWritable(value, e);
    }
  }

  /**
   * Returns a value as JSON for people, on many lines that end with {@code \n} on every system.
   *
   * @throws JsonException if the value, or something in it, has no JSON form
   */
  public static String pretty(@Nullable Object value) {
    try {
      return PRETTY.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw notWritable(value, e);
    }
  }

  /**
   * Reads a value of a type, usually a record or a sealed interface of records.
   *
   * @throws JsonException if the text is not JSON, ends early, goes on after the value, or does not fit the type
   */
  public static <T> T read(String text, Class<T> type) {
    Objects.requireNonNull(text, "text");
    try {
      @Nullable T value = READER.forType(type).readValue(text);
      if (value == null) {
        throw new JsonException(
            new Problem(
                "JSON of " + type.getSimpleName(),
                "null",
                "a value",
                "write the value, or do not read it"),
            1,
            1,
            null);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw notReadable(type.getSimpleName(), e);
    }
  }

  /**
   * Reads any JSON as maps, lists, text, {@link Long} ({@link java.math.BigInteger} beyond its range), {@link Double},
   * {@link Boolean} and null. Maps keep the order of the text.
   *
   * @throws JsonException if the text is not JSON, ends early, or goes on after the value
   */
  public static @Nullable Object read(String text) {
    Objects.requireNonNull(text, "text");
    try {
      return READER.forType(Object.class).readValue(text);
    } catch (JsonProcessingException e) {
      throw notReadable("a value", e);
    }
  }

  /**
   * Returns what a JSON path, such as {@code $.items[0].name}, points at, in the form that {@link #read(String)} gives. A path
   * that may point at several places gives a list. Empty if nothing is there, or null is.
   *
   * @throws JsonException if the text is not JSON or the path is not valid
   */
  public static Optional<Object> at(String json, String path) {
    Objects.requireNonNull(path, "path");
    @Nullable Object root = read(json);
    return root == null ? Optional.empty() : Paths.find(root, path);
  }

  /**
   * Checks that a JSON path is valid.
   *
   * @throws JsonException if it is not
   */
  public static void checkPath(String path) {
    Paths.compile(path);
  }

  private static JsonException notWritable(@Nullable Object value, JsonProcessingException e) {
    String type = value == null ? "null" : value.getClass().getSimpleName();
    return new JsonException(
        new Problem(
            "JSON of " + type + within(e),
            e.getOriginalMessage(),
            "records, maps, collections, text, numbers, booleans, enums, times and paths",
            "put the value in one of these forms"),
        0,
        0,
        e);
  }

  private static JsonException notReadable(String type, JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    int line = location == null ? 0 : Math.max(0, location.getLineNr());
    int column = location == null ? 0 : Math.max(0, location.getColumnNr());
    String place = line == 0 ? "" : ", line " + line + ", column " + column;
    return new JsonException(
        new Problem(
            "JSON of " + type + within(e) + place,
            e.getOriginalMessage(),
            "JSON of " + type,
            "correct the text at that place"),
        line,
        column,
        e);
  }

  /** The member that the exception names, such as {@code .steps[2].name}. */
  private static String within(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    return mapping.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining("", ", member ", ""));
  }
}
