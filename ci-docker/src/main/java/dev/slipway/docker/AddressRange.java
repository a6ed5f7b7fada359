package dev.slipway.docker;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * The IPv4 addresses of a network: the lower three quarters are given one by one, the others are for the engine to give. Immutable.
 *
 * @param first the lowest one, as a number
 * @param prefix how many of its bits all addresses have in common, from 8 to 28
 */
record AddressRange(long first, int prefix) {
  private static final Pattern SUBNET =
      Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})/([0-9]{1,2})");
  private static final int LEAST = 8;
  private static final int MOST = 28;

  /** Reads it from a text such as {@code 172.18.0.0/16}; empty if that is none of IPv4, or has too few addresses. */
  static Optional<AddressRange> of(String subnet) {
    Matcher matcher = SUBNET.matcher(subnet);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long first = 0;
    for (int part = 1; part <= 4; part++) {
      first = (first << 8) | Long.parseLong(matcher.group(part));
    }
    int prefix = Integer.parseInt(matcher.group(5));
    return prefix < LEAST || prefix > MOST
        ? Optional.empty()
        : Optional.of(new AddressRange(first, prefix));
  }

  private long size() {
    return 1L << (32 - prefix);
  }

  private long firstOfEngine() {
    return first + size() / 4 * 3;
  }

  String subnet() {
    return text(first) + "/" + prefix;
  }

  String gateway() {
    return text(first + 1);
  }

  /** Returns those that the engine gives to whoever names none. */
  String ofEngine() {
    return text(firstOfEngine()) + "/" + (prefix + 2);
  }

  /** Returns the lowest address that can be given; empty if all are taken. */
  Optional<String> free(Set<String> taken) {
    return LongStream.range(first + 2, firstOfEngine())
        .mapToObj(AddressRange::text)
        .filter(address -> !taken.contains(address))
        .findFirst();
  }

  private static String text(long address) {
    return ((address >> 24) & 255) + "." + ((address >> 16) & 255) + "." + ((address >> 8) & 255)
        + "." + (address & 255);
  }
}
