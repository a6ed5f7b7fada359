package dev.slipway.store;

import java.util.Objects;
import java.util.Optional;

/**
 * What comes of asking for a lease. Immutable.
 *
 * @since 0.1
 */
public sealed interface LeaseAnswer {

  /**
   * It is held from now on.
   *
   * @param lease the lease, to be closed
   */
  record Granted(HeldLease lease) implements LeaseAnswer {
    /** Makes the answer. */
    public Granted {
      Objects.requireNonNull(lease, "lease");
    }
  }

  /**
   * It has to be waited for.
   *
   * @param holder who holds it; empty if it is free and another one is first in the queue
   * @param ahead how many wait before
   */
  record Busy(Optional<LeaseHolder> holder, int ahead) implements LeaseAnswer {
    /** Makes the answer. */
    public Busy {
      Objects.requireNonNull(holder, "holder");
    }

    /** Returns what is waited for, as a clause. */
    @Override
    public String toString() {
      String others = ahead == 0 ? "" : ahead == 1 ? "one more before" : ahead + " more before";
      return holder
          .map(h -> "it is held by " + h + (ahead == 0 ? "" : ", with " + others))
          .orElse("it is free, with " + others);
    }
  }
}
