package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.host.ProcessIdentity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantTest {

  @ParameterizedTest
  @CsvSource({
    "1000:1000, 1000:1000, false",
    "1000:1000, 1000,      false",
    "1000:1000, 1000:0,    false",
    "1000:1000, 0:0,       true",
    "1000:1000, 100,       true",
    "1000:1000, app,       true",
    "1000:1000, '',        true",
    "'',        '',        false",
    "'',        app,       false"
  })
  void anotherUserIsForeignWhereTheEngineDoesNotMapOwners(
      String own, String other, boolean foreign) {
    assertThat(new Tenant(own, ProcessIdentity.self(), 0).isForeign(other)).isEqualTo(foreign);
  }
}
