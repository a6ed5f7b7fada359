package dev.slipway.json;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import dev.slipway.diagnostic.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds values by JSON path. */
final class Paths {
  private static final Configuration CONFIGURATION = Configuration.builder()
      .jsonProvider(new JacksonJsonProvider())
      .mappingProvider(new JacksonMappingProvider())
      .build();

  private Paths() {}

  static JsonPath compile(String path) {
    // the library takes these two for something else without a word
    if (!path.startsWith("$") || path.endsWith("[")) {
      throw invalid(path, "it does not begin with $ or ends too early", null);
    }
    try {
      return JsonPath.compile(path);
    } catch (InvalidPathException | IllegalArgumentException e) {
      throw invalid(path, String.valueOf(e.getMessage()), e);
    }
  }

  static Optional<Object> find(Object root, String path) {
    JsonPath compiled = compile(path);
    try {
      return Optional.ofNullable(compiled.<Object>read(root, CONFIGURATION));
    } catch (PathNotFoundException nothingThere) {
      return Optional.empty();
    } catch (InvalidPathException e) {
      throw invalid(path, String.valueOf(e.getMessage()), e);
    }
  }

  private static JsonException invalid(String path, String found, @Nullable RuntimeException e) {
    return new JsonException(
        new Problem(
            "JSON path '" + path + "'",
            found,
            "a path such as $.items[0].name",
            "correct the path"),
        0,
        0,
        e);
  }
}
