package dev.slipway.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReleaseTest {
  private static Release release(Map<String, String> secrets) {
    return new Release(
        3,
        "shop",
        "sha256:0",
        "",
        Map.of("GREETING", "hello"),
        secrets,
        List.of("migrate schema"),
        "build-1",
        "c0ffee",
        "ann",
        Instant.EPOCH);
  }

  @Test
  void isTheSameWhenItIsReadAgain() {
    Release release = release(Map.of("PASSWORD", "0123456789ab"));
    assertThat(Release.ofJson(release.toJson())).isEqualTo(release);
  }

  @Test
  void oneOfAnEarlierVersionHasNothingOfWhatIsNew() {
    Release whole = release(Map.of());
    String old = whole
        .toJson()
        .replace("\"secrets\":{},", "")
        .replace("\"image\":\"\",", "")
        .replace("\"hooks\":[\"migrate schema\"],", "")
        .replace("\"by\":\"ann\",", "");
    assertThat(old).doesNotContain("secrets", "image", "hooks", "ann");
    Release read = Release.ofJson(old);
    assertThat(read.digest()).isEqualTo(whole.digest());
    assertThat(read.secrets()).isEmpty();
    assertThat(read.hooks()).isEmpty();
    assertThat(read.image() + read.by()).isEmpty();
  }

  @Test
  void itsCommitIsToldWhereThereIsOne() {
    assertThat(release(Map.of())).hasToString("release 3 (commit c0ffee)");
    String without = release(Map.of()).toJson().replace("c0ffee", "");
    assertThat(Release.ofJson(without)).hasToString("release 3");
  }
}
