package dev.slipway.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.introspect.VirtualAnnotatedMember;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.VirtualBeanPropertyWriter;
import com.fasterxml.jackson.databind.util.Annotations;
import com.fasterxml.jackson.databind.util.SimpleBeanPropertyDefinition;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/** Refuses objects that are no records, and gives members of sealed interfaces their member {@code type}. */
final class RecordsOnly extends BeanSerializerModifier {
  @Serial
  private static final long serialVersionUID = 1;

  @Override
  public List<BeanPropertyWriter> changeProperties(
      SerializationConfig config, BeanDescription description, List<BeanPropertyWriter> members) {
    Class<?> type = description.getBeanClass();
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type.getName() + " has no JSON form");
    }
    if (!SealedTypes.isMember(type)) {
      return members;
    }
    if (members.stream().anyMatch(m -> m.getName().equals(SealedTypes.MEMBER))) {
      throw new IllegalArgumentException(
          type.getName() + " belongs to a sealed interface and has a member 'type' of its own");
    }
    List<BeanPropertyWriter> all = new ArrayList<>(members);
    all.add(0, TypeWriter.of(config, description));
    return all;
  }

  /** Writes the simple name of the class. */
  private static final class TypeWriter extends VirtualBeanPropertyWriter {
    @Serial
    private static final long serialVersionUID = 1;

    private final String type;

    private TypeWriter(
        BeanPropertyDefinition definition, Annotations annotations, JavaType text, String type) {
      super(definition, annotations, text);
      this.type = type;
    }

    static TypeWriter of(SerializationConfig config, BeanDescription description) {
      JavaType text = config.constructType(String.class);
      VirtualAnnotatedMember member = new VirtualAnnotatedMember(
          description.getClassInfo(), description.getBeanClass(), SealedTypes.MEMBER, text);
      return new TypeWriter(
          SimpleBeanPropertyDefinition.construct(
              config, member, PropertyName.construct(SealedTypes.MEMBER)),
          description.getClassAnnotations(),
          text,
          description.getBeanClass().getSimpleName());
    }

    @Override
    protected Object value(Object bean, JsonGenerator out, SerializerProvider provider) {
      return type;
    }

    @Override
    public VirtualBeanPropertyWriter withConfig(
        MapperConfig<?> config,
        AnnotatedClass declaringClass,
        BeanPropertyDefinition definition,
        JavaType text) {
      return this;
    }
  }
}
