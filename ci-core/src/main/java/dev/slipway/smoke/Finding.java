package dev.slipway.smoke;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What an attempt of a check came to. The set is closed: a server that is not there, one that is slow, and one that gives
 * a wrong answer are different findings. Immutable.
 *
 * @since 0.1
 */
public sealed interface Finding {

  /** Returns the finding as a clause without a full stop, such as {@code nothing listens at localhost:8080}. */
  String sentence();

  /** The answer was as expected. */
  record AsExpected() implements Finding {
    @Override
    public String sentence() {
      return "as expected";
    }
  }

  /**
   * Nothing listens at the address.
   *
   * @param address host and port
   */
  record ConnectionRefused(String address) implements Finding {
    @Override
    public String sentence() {
      return "nothing listens at " + address;
    }
  }

  /**
   * No connection could be made for another reason: the name is not known, there is no way to the host, or TLS failed.
   *
   * @param address host and port
   * @param cause what the system said
   */
  record Unreachable(String address, String cause) implements Finding {
    @Override
    public String sentence() {
      return address + " cannot be reached: " + cause;
    }
  }

  /**
   * There was no complete answer in time.
   *
   * @param limit the time limit of the request
   */
  record TimedOut(Duration limit) implements Finding {
    @Override
    public String sentence() {
      return "no complete answer within " + Words.duration(limit);
    }
  }

  /**
   * The connection ended before the answer was complete, or the answer was not HTTP.
   *
   * @param cause what the client said
   */
  record BrokenOff(String cause) implements Finding {
    @Override
    public String sentence() {
      return "the answer broke off: " + cause;
    }
  }

  /**
   * There was an answer, and it was not the expected one; or there was none because captured values do not fit into the
   * request, which is not sent then.
   *
   * @param mismatches everything that differs; not empty
   */
  record WrongAnswer(List<Mismatch> mismatches) implements Finding {
    /** Makes the finding. */
    public WrongAnswer {
      mismatches = List.copyOf(mismatches);
    }

    @Override
    public String sentence() {
      return mismatches.stream().map(Mismatch::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * A proxy answered for an application that it does not reach: with 502, 503 or 504, where something else was expected.
   *
   * @param status the status
   * @param mismatches everything that differs; not empty
   */
  record NotBehindProxy(int status, List<Mismatch> mismatches) implements Finding {
    /** Makes the finding. */
    public NotBehindProxy {
      mismatches = List.copyOf(mismatches);
    }

    @Override
    public String sentence() {
      return new WrongAnswer(mismatches).sentence() + " (with " + status
          + " a proxy tells of an application that it does not reach)";
    }
  }

  /**
   * One thing in an answer that differs from what was expected.
   *
   * @param what which part of the answer, such as {@code status} or {@code header Location}
   * @param expected what was expected
   * @param found what was there, shortened
   */
  record Mismatch(String what, String expected, String found) {
    /** Returns the mismatch as a clause. */
    @Override
    public String toString() {
      return what + ": expected " + expected + ", found " + found;
    }
  }
}
