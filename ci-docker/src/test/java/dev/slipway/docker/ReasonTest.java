package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void theMessageInTheAnswerOfTheEngineIsTold() {
    assertThat(Reason.of(new InternalServerErrorException(
            "{\"message\":\"Get \\\"https://registry.example/v2/\\\": no such host\"}\n")))
        .isEqualTo("Get \"https://registry.example/v2/\": no such host");
  }

  @Test
  void anAnswerThatIsNoObjectIsToldAsItIs() {
    assertThat(Reason.of(new NotFoundException("page not found\n"))).isEqualTo("page not found");
    assertThat(Reason.of(new NotFoundException("[1]"))).isEqualTo("[1]");
    assertThat(Reason.of(new NotFoundException(""))).isEqualTo("Status 404:");
  }

  @Test
  void theInnermostMessageCounts() {
    assertThat(Reason.of(new IllegalStateException("outer", new IOException("refused"))))
        .isEqualTo("refused");
    assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void aLongReasonIsCutToOneLine() {
    assertThat(Reason.of(new IOException("a\n  b " + "x".repeat(1000))))
        .startsWith("a b x")
        .endsWith("x ...")
        .hasSize(304);
  }
}
