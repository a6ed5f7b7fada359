package dev.slipway.config.codeship;

import dev.slipway.config.codeship.CodeshipStep.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the key {@code type} of a step says; with none, the other keys say it. */
enum StepType {
  RUN(null),
  PUSH(null),
  SERIAL(Kind.SERIAL),
  PARALLEL(Kind.PARALLEL),
  MATRIX(Kind.PARALLEL),
  MANUAL(Kind.MANUAL);

  private static final List<String> COMMON = List.of(
      "name",
      "type",
      "tag",
      "exclude",
      "encrypted_dockercfg_path",
      "dockercfg_service",
      "on_fail",
      "service");

  private final @Nullable Kind kind;

  StepType(@Nullable Kind kind) {
    this.kind = kind;
  }

  static @Nullable StepType of(String text) {
    return Arrays.stream(values())
        .filter(type -> type.word().equals(text))
        .findFirst()
        .orElse(null);
  }

  /** The words there are; a run step needs none, and has none in the documentation. */
  static List<String> words() {
    return Arrays.stream(values())
        .filter(type -> type != RUN)
        .map(StepType::word)
        .toList();
  }

  static Set<String> allKeys() {
    Set<String> all = new TreeSet<>();
    Arrays.stream(values()).forEach(type -> all.addAll(type.keys()));
    return all;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isGroup() {
    return kind != null;
  }

  Kind kind() {
    if (kind == null) {
      throw new IllegalStateException(this + " is no group");
    }
    return kind;
  }

  Set<String> keys() {
    Set<String> keys = new TreeSet<>(COMMON);
    keys.addAll(
        switch (this) {
          case RUN -> List.of("command");
          case PUSH -> List.of("image_name", "image_tag", "registry");
          case SERIAL, PARALLEL, MATRIX, MANUAL -> List.of("steps", "services");
        });
    return keys;
  }
}
