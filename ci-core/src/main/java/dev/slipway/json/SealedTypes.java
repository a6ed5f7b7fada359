package dev.slipway.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the reader that members of a sealed interface are told apart by their member {@code type}. */
final class SealedTypes extends JacksonAnnotationIntrospector {
  static final String MEMBER = "type";

  @Serial
  private static final long serialVersionUID = 1;

  private static final JsonTypeInfo.Value BY_MEMBER = JsonTypeInfo.Value.construct(
      JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, MEMBER, null, false, null, null);

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass && isMember(annotated.getRawType())
        ? BY_MEMBER
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    if (!annotated.getRawType().isSealed()) {
      return super.findSubtypes(annotated);
    }
    List<NamedType> types = new ArrayList<>();
    collect(annotated.getRawType(), types);
    return types;
  }

  @Override
  public @Nullable String findTypeName(AnnotatedClass annotated) {
    return isMember(annotated.getRawType())
        ? annotated.getRawType().getSimpleName()
        : super.findTypeName(annotated);
  }

  /** Whether a type is a sealed interface, or a record that belongs to one. */
  static boolean isMember(Class<?> type) {
    if (type.isInterface() && type.isSealed()) {
      return true;
    }
    if (!type.isRecord() && !type.isInterface()) {
      return false;
    }
    for (Class<?> parent : type.getInterfaces()) {
      if (isMember(parent)) {
        return true;
      }
    }
    return false;
  }

  private static void collect(Class<?> type, List<NamedType> types) {
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        collect(permitted, types);
      }
    } else {
      types.add(new NamedType(type, type.getSimpleName()));
    }
  }
}
