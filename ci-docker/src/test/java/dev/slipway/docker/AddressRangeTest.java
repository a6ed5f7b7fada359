package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressRangeTest {
  @Test
  void mostAddressesAreGivenOneByOneAndTheOthersByTheEngine() {
    AddressRange range = AddressRange.of("172.18.0.0/16").orElseThrow();
    assertThat(range.subnet()).isEqualTo("172.18.0.0/16");
    assertThat(range.gateway()).isEqualTo("172.18.0.1");
    assertThat(range.ofEngine()).isEqualTo("172.18.192.0/18");
    assertThat(range.free(Set.of())).contains("172.18.0.2");
    assertThat(range.free(Set.of("172.18.0.2", "172.18.0.4"))).contains("172.18.0.3");
  }

  @Test
  void aSmallNetworkHasTen() {
    AddressRange range = AddressRange.of("192.168.255.240/28").orElseThrow();
    assertThat(range.ofEngine()).isEqualTo("192.168.255.252/30");
    Set<String> taken = new HashSet<>();
    while (range.free(taken).isPresent()) {
      taken.add(range.free(taken).orElseThrow());
    }
    assertThat(taken).hasSize(10).contains("192.168.255.242", "192.168.255.251");
  }

  @Test
  void whatHasTooFewOrIsNotOfIpv4IsNone() {
    assertThat(AddressRange.of("10.0.0.0/29")).isEmpty();
    assertThat(AddressRange.of("fd00::/64")).isEmpty();
    assertThat(AddressRange.of("null")).isEmpty();
  }
}
