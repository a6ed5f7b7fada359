package dev.slipway.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the library underneath is set up. */
final class Mappers {
  private static final int MAX_TEXT = 64 * 1024 * 1024;

  private Mappers() {}

  static ObjectMapper forWriting() {
    return common()
        .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
        .addModule(text().setSerializerModifier(new RecordsOnly()))
        .build();
  }

  static ObjectMapper forReading() {
    JsonMapper.Builder builder = common()
        .annotationIntrospector(new SealedTypes())
        .enable(
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.USE_LONG_FOR_INTS)
        .disable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(MapperFeature.USE_BASE_TYPE_AS_DEFAULT_IMPL)
        .addModule(text());
    for (Class<?> type : List.of(List.class, Set.class, Map.class, Collection.class)) {
      builder.withConfigOverride(
          type, o -> o.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
    }
    ObjectMapper mapper = builder.build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(MAX_TEXT).build());
    return mapper;
  }

  static PrettyPrinter prettyPrinter() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
  }

  private static JsonMapper.Builder common() {
    return JsonMapper.builder()
        .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .visibility(PropertyAccessor.ALL, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .visibility(PropertyAccessor.CREATOR, Visibility.ANY);
  }

  private static SimpleModule text() {
    SimpleModule module = new SimpleModule("slipway");
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    module.addSerializer(Duration.class, ToStringSerializer.instance);
    module.addSerializer(Path.class, ToStringSerializer.instance);
    module.addSerializer(new OptionalWriter());
    module.addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse));
    module.addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse));
    module.addDeserializer(Path.class, new FromText<>(Path.class, Path::of));
    return module;
  }

  private static final class FromText<T> extends FromStringDeserializer<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Function<String, T> parse;

    FromText(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    protected T _deserialize(String value, DeserializationContext context) throws IOException {
      try {
        return parse.apply(value);
      } catch (RuntimeException e) {
        throw context.weirdStringException(value, handledType(), String.valueOf(e.getMessage()));
      }
    }
  }

  @SuppressWarnings("rawtypes") // the library wants the raw class
  private static final class OptionalWriter extends StdSerializer<Optional> {
    @Serial
    private static final long serialVersionUID = 1;

    OptionalWriter() {
      super(Optional.class);
    }

    @Override
    public void serialize(Optional value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      @Nullable Object content = value.isPresent() ? value.get() : null;
      provider.defaultSerializeValue(content, out);
    }
  }
}
