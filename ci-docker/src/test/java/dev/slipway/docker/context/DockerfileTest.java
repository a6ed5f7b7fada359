package dev.slipway.docker.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DockerfileTest {
  private static final String STAGES = """
      # syntax=docker/dockerfile:1
      ARG BASE=debian
      ARG TAG="12"
      FROM --platform=linux/amd64 ${BASE}:$TAG AS Base
      ARG BASE=ignored
      RUN echo one \\
          # a comment between
          two

      FROM base as app
      COPY --chown=0 --from=tools:2 /x /x
      COPY --from=0 /y /y
      FROM scratch
      FROM ${UNKNOWN:-busybox}
      FROM $MISSING
      """;

  @Test
  void instructionsAreCountedAndKnowTheirLines() {
    Dockerfile file = Dockerfile.parse(STAGES);
    assertThat(file.instruction(1).orElseThrow().line()).isEqualTo(2);
    assertThat(file.instruction(5).orElseThrow())
        .isEqualTo(new Dockerfile.Instruction(6, 8, "RUN echo one     two"));
    assertThat(file.instruction(6).orElseThrow().text()).isEqualTo("FROM base as app");
    assertThat(file.instruction(0)).isEmpty();
    assertThat(file.instruction(99)).isEmpty();
  }

  @Test
  void imagesAreThoseThatNoStageMakes() {
    Dockerfile file = Dockerfile.parse(STAGES);
    assertThat(file.images(Map.of(), "")).containsExactly("debian:12", "tools:2", "busybox");
    assertThat(file.images(Map.of("TAG", "13", "BASE", "x/y"), "")).startsWith("x/y:13");
    assertThat(file.images(Map.of(), "base")).containsExactly("debian:12");
    assertThat(file.images(Map.of(), "APP")).containsExactly("debian:12", "tools:2");
  }

  @Test
  void otherImagesTakeTheirPlaceAndNoLineMoves() {
    String text = Dockerfile.parse(STAGES).withImages(Map.of(), "", name -> "m/" + name);
    assertThat(text)
        .isEqualTo(STAGES
            .replace("${BASE}:$TAG", "m/debian:12")
            .replace("--from=tools:2", "--from=m/tools:2")
            .replace("${UNKNOWN:-busybox}", "m/busybox"));
    assertThat(Dockerfile.parse(STAGES).withImages(Map.of(), "", name -> name)).isEqualTo(STAGES);
  }

  @Test
  void anotherEscapeCharacterIsHeeded() {
    Dockerfile file = Dockerfile.parse("# escape=`\nFROM a\nRUN one `\n two\nRUN C:\\\n");
    assertThat(file.instruction(2).orElseThrow().text()).isEqualTo("RUN one  two");
    assertThat(file.instruction(3).orElseThrow().line()).isEqualTo(5);
  }

  @Test
  void halfAnInstructionIsOne() {
    assertThat(Dockerfile.parse("FROM a\nRUN x \\").instruction(2).orElseThrow().line())
        .isEqualTo(2);
    assertThat(Dockerfile.parse("").instruction(1)).isEmpty();
  }
}
