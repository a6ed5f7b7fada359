package dev.slipway.store;

import dev.slipway.diagnostic.Problem;
import dev.slipway.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that is held and renewed until it is closed. Its fencing token is higher than those of all who had the lease before, so that
 * whoever is asked to do something can refuse an earlier one. Thread-safe.
 *
 * @since 0.1
 */
public final class HeldLease implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(HeldLease.class);
  private static final int RENEWALS = 3;

  private final Leases leases;
  private final LeaseRequest request;
  private final long token;
  private final boolean lent;
  private final Time time;
  private final Time.Worker renewal;
  private volatile long renewedAt;
  private volatile boolean closed;
  private volatile @Nullable String lost;

  HeldLease(Leases leases, LeaseRequest request, long token, boolean lent, Time time, long nanos) {
    this.leases = leases;
    this.request = request;
    this.token = token;
    this.lent = lent;
    this.time = time;
    this.renewedAt = nanos;
    this.renewal = time.start("slipway lease " + request.name(), this::renew);
  }

  /** Returns the fencing token, 1 or more. */
  public long token() {
    return token;
  }

  /**
   * Sees to it that a transaction is only stored if the lease is still held.
   *
   * @throws LeaseLostException if it is not
   */
  public void require(Transaction transaction) {
    requireHeld();
    if (!leases.holds(transaction, request, token)) {
      lost = "another one took it over, or a person broke it";
      requireHeld();
    }
  }

  /**
   * Tells whether the lease is held, as far as it is known here without asking the database.
   *
   * @throws LeaseLostException if it was lost
   */
  public void requireHeld() {
    String how = lost;
    if (how == null && time.nanos() - renewedAt > request.term().toNanos()) {
      how = "it could not be renewed within " + request.term();
    }
    if (how != null) {
      throw new LeaseLostException(new Problem(
          "lease '" + request.name() + "' of " + request.what(),
          how,
          "a lease that is held until the end",
          "look what its new holder does, then begin again"));
    }
  }

  private void renew() {
    Duration pause = request.term().dividedBy(RENEWALS);
    try {
      while (!closed && lost == null) {
        time.sleep(pause);
        renewOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it is closed
    }
  }

  private void renewOnce() {
    long before = time.nanos();
    try {
      if (leases.renew(request, token)) {
        renewedAt = before;
      } else if (!closed) {
        lost = "another one took it over, or a person broke it";
        logger.warn("Lease '{}' of {} was lost: {}", request.name(), request.what(), lost);
      }
    } catch (StoreException e) {
      logger.warn("Lease '{}' could not be renewed; it is tried again", request.name(), e);
    }
  }

  /** Gives the lease back. Does nothing if it is not held any more. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    renewal.interrupt();
    if (!lent) {
      try {
        leases.release(request, token);
      } catch (StoreException e) {
        logger.warn("Lease '{}' was not given back; it ends by itself", request.name(), e);
      }
    }
  }
}
