package dev.slipway.deploy.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void equalCrewsGetExactlyWhatWasAsked() {
    for (int percent = 1; percent < 100; percent++) {
      assertThat(Shares.of(percent, 3, 3).percent(3, 3)).isCloseTo(percent, within(1e-9));
    }
    assertThat(Shares.of(10, 1, 1)).isEqualTo(new Shares(1, 9));
  }

  @Test
  void crewsOfOtherSizesGetNearlyWhatWasAsked() {
    for (int percent = 5; percent <= 95; percent++) {
      for (int fresh = 1; fresh <= 8; fresh++) {
        for (int old = 1; old <= 8; old++) {
          Shares shares = Shares.of(percent, fresh, old);
          assertThat(shares.percent(fresh, old))
              .as("%d %% of %d beside %d: %s", percent, fresh, old, shares)
              .isCloseTo(percent, within(1.0));
          assertThat(shares.fresh()).isBetween(1, 256);
          assertThat(shares.old()).isBetween(1, 256);
        }
      }
    }
  }

  @Test
  void theLeastShareOfManyBesideOneIsWhatWeightsAllow() {
    assertThat(Shares.of(1, 8, 1)).isEqualTo(new Shares(1, 256));
  }
}
