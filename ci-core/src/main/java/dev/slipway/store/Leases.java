package dev.slipway.store;

import dev.slipway.host.ProcessIdentity;
import dev.slipway.time.Time;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rights that one process at a time may have, for a term, and queues of those who wait for them. A lease whose holder has ended is
 * taken over at once if that can be seen from here (its process was on this host), and else when its term is over. Thread-safe.
 *
 * <p>Times are those of the database server, so the clocks of machines need not agree; with a file, those of its machine. A holder that was
 * stopped for longer than the term finds out when it goes on: it checks the lease in each transaction, and passes its fencing token
 * on to what it changes elsewhere (see Martin Kleppmann, "How to do distributed locking", 2016).
 *
 * @since 0.1
 */
public final class Leases {
  private static final Schema SCHEMA = Schema.of("leases", """
      CREATE TABLE slipway_lease (
        name TEXT PRIMARY KEY,
        token BIGINT NOT NULL,
        holder TEXT,
        what TEXT,
        process TEXT,
        taken_at BIGINT,
        expires_at BIGINT
      );
      CREATE TABLE slipway_lease_queue (
        name TEXT NOT NULL,
        ticket BIGINT NOT NULL,
        holder TEXT NOT NULL,
        what TEXT NOT NULL,
        process TEXT NOT NULL,
        asked_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (name, ticket)
      );
      """);

  private final Database database;
  private final Time time;
  private final ProcessIdentity self;

  private Leases(Database database, Time time, ProcessIdentity self) {
    this.database = database;
    this.time = time;
    this.self = self;
  }

  /**
   * Returns the leases of a database.
   *
   * @throws StoreException if the database cannot be used
   */
  public static Leases of(Database database, Time time) {
    return of(database, time, ProcessIdentity.self());
  }

  static Leases of(Database database, Time time, ProcessIdentity self) {
    database.migrate(SCHEMA);
    return new Leases(database, Objects.requireNonNull(time, "time"), self);
  }

  /** A row of the table of leases. */
  private record Standing(
      long token, @Nullable String holder, @Nullable LeaseHolder view, String process) {

    boolean isFree(Instant now, ProcessIdentity judge) {
      return view == null || !view.until().isAfter(now) || view.process().isGone(judge);
    }
  }

  /** Somebody in a queue. */
  private record Waiter(long ticket, String holder, String process, Instant expiresAt) {
    boolean isGone(Instant now, ProcessIdentity judge) {
      return !expiresAt.isAfter(now)
          || ProcessIdentity.parse(process).filter(p -> p.isGone(judge)).isPresent();
    }
  }

  /**
   * Asks for a lease, and joins the queue if it has to be waited for. To wait is to ask again, before the term is over.
   *
   * @throws StoreException if the database cannot be used
   */
  public LeaseAnswer ask(LeaseRequest request) {
    long nanos = time.nanos();
    Outcome outcome = database.write(t -> ask(t, request));
    return outcome.token() == 0
        ? new LeaseAnswer.Busy(outcome.holder(), outcome.ahead())
        : new LeaseAnswer.Granted(
            new HeldLease(this, request, outcome.token(), outcome.lent(), time, nanos));
  }

  /** What a transaction found; a token of 0 if the lease was not granted. */
  private record Outcome(long token, boolean lent, Optional<LeaseHolder> holder, int ahead) {}

  private Outcome ask(Transaction transaction, LeaseRequest request) {
    Instant now = transaction.now(time.now());
    Standing standing = standing(transaction, request.name());
    if (request.id().equals(standing.holder()) && self.toString().equals(standing.process())) {
      extend(transaction, request, standing.token(), now);
      return new Outcome(standing.token(), true, Optional.empty(), 0);
    }
    List<Waiter> queue = queue(transaction, request, now);
    int ahead = ahead(queue, request);
    boolean free = standing.isFree(now, self);
    if (free && ahead == 0) {
      return new Outcome(
          grant(transaction, request, standing.token() + 1, now), false, Optional.empty(), 0);
    }
    Optional<LeaseHolder> holder = free ? Optional.empty() : Optional.ofNullable(standing.view());
    return new Outcome(0, false, holder, ahead);
  }

  private static Standing standing(Transaction transaction, String name) {
    transaction.update(
        "INSERT INTO slipway_lease (name, token) VALUES (?, 0) ON CONFLICT (name) DO NOTHING",
        name);
    return read(transaction, name).orElseThrow();
  }

  private static Optional<Standing> read(Transaction transaction, String name) {
    return transaction.first(
        "SELECT * FROM slipway_lease WHERE name = ?",
        row -> {
          String process = row.textOrNull("process");
          LeaseHolder view = process == null
              ? null
              : new LeaseHolder(
                  name,
                  row.number("token"),
                  row.text("what"),
                  ProcessIdentity.parse(process).orElseThrow(),
                  row.time("taken_at"),
                  row.time("expires_at"));
          return new Standing(
              row.number("token"), row.textOrNull("holder"), view, process == null ? "" : process);
        },
        name);
  }

  /** Returns who waits, in order, without those who have given up, and with the one who asks. */
  private List<Waiter> queue(Transaction transaction, LeaseRequest request, Instant now) {
    List<Waiter> all = transaction.list(
        "SELECT * FROM slipway_lease_queue WHERE name = ? ORDER BY ticket",
        row -> new Waiter(
            row.number("ticket"), row.text("holder"), row.text("process"), row.time("expires_at")),
        request.name());
    all.stream()
        .filter(w -> w.isGone(now, self) && !w.holder().equals(request.id()))
        .forEach(w -> leave(transaction, request.name(), w.ticket()));
    List<Waiter> queue = all.stream()
        .filter(w -> !w.isGone(now, self) || w.holder().equals(request.id()))
        .toList();
    Instant until = now.plus(request.term());
    Optional<Waiter> own =
        queue.stream().filter(w -> w.holder().equals(request.id())).findFirst();
    if (own.isPresent()) {
      transaction.update(
          "UPDATE slipway_lease_queue SET expires_at = ?, process = ? WHERE name = ? AND ticket = ?",
          until,
          self,
          request.name(),
          own.get().ticket());
    } else {
      transaction.update(
          "INSERT INTO slipway_lease_queue (name, ticket, holder, what, process, asked_at, expires_at)"
              + " SELECT ?, COALESCE(MAX(ticket), 0) + 1, ?, ?, ?, ?, ?"
              + " FROM slipway_lease_queue WHERE name = ?",
          request.name(),
          request.id(),
          request.what(),
          self,
          now,
          until,
          request.name());
    }
    return queue;
  }

  /** Returns how many wait before the one who asks; one that is not in the queue yet is behind all. */
  private static int ahead(List<Waiter> queue, LeaseRequest request) {
    return (int) queue.stream().takeWhile(w -> !w.holder().equals(request.id())).count();
  }

  private static void leave(Transaction transaction, String name, long ticket) {
    transaction.update(
        "DELETE FROM slipway_lease_queue WHERE name = ? AND ticket = ?", name, ticket);
  }

  private long grant(Transaction transaction, LeaseRequest request, long token, Instant now) {
    transaction.update(
        "UPDATE slipway_lease SET token = ?, holder = ?, what = ?, process = ?, taken_at = ?,"
            + " expires_at = ? WHERE name = ?",
        token,
        request.id(),
        request.what(),
        self,
        now,
        now.plus(request.term()),
        request.name());
    transaction.update(
        "DELETE FROM slipway_lease_queue WHERE name = ? AND holder = ?",
        request.name(),
        request.id());
    return token;
  }

  private static boolean extend(
      Transaction transaction, LeaseRequest request, long token, Instant now) {
    return transaction.update(
            "UPDATE slipway_lease SET expires_at = ? WHERE name = ? AND token = ? AND holder = ?",
            now.plus(request.term()),
            request.name(),
            token,
            request.id())
        == 1;
  }

  boolean renew(LeaseRequest request, long token) {
    return database.write(t -> extend(t, request, token, t.now(time.now())));
  }

  /** Returns whether a lease is held, and keeps others from taking it until the transaction has ended. */
  boolean holds(Transaction transaction, LeaseRequest request, long token) {
    return extend(transaction, request, token, transaction.now(time.now()));
  }

  void release(LeaseRequest request, long token) {
    database.write(t -> clear(t, request.name(), token));
  }

  private static int clear(Transaction transaction, String name, long token) {
    return transaction.update(
        "UPDATE slipway_lease SET holder = NULL, what = NULL, process = NULL, taken_at = NULL,"
            + " expires_at = NULL WHERE name = ? AND token = ?",
        name,
        token);
  }

  /** Leaves the queue; does nothing if it was not joined. */
  public void giveUp(LeaseRequest request) {
    database.write(t -> t.update(
        "DELETE FROM slipway_lease_queue WHERE name = ? AND holder = ?",
        request.name(),
        request.id()));
  }

  /**
   * Returns who holds a lease; empty if nobody does.
   *
   * @throws StoreException if the database cannot be used
   */
  public Optional<LeaseHolder> holder(String name) {
    return database.read(t -> {
      Instant now = t.now(time.now());
      return read(t, name).filter(s -> !s.isFree(now, self)).map(Standing::view);
    });
  }

  /**
   * Returns what the lease is waited for, in the order of the queue.
   *
   * @throws StoreException if the database cannot be used
   */
  public List<String> waiting(String name) {
    return database.read(t -> {
      Instant now = t.now(time.now());
      return t.list(
          "SELECT what FROM slipway_lease_queue WHERE name = ? AND expires_at > ? ORDER BY ticket",
          row -> row.text("what"),
          name,
          now);
    });
  }

  /**
   * Takes a lease from whoever holds it. For a person who knows that its holder does nothing any more; what the holder still tries to do
   * is refused wherever its token is checked.
   *
   * @return who held it; empty if nobody did
   * @throws StoreException if the database cannot be used
   */
  public Optional<LeaseHolder> breakLease(String name) {
    return database.write(t -> {
      Optional<LeaseHolder> holder = read(t, name).map(Standing::view);
      holder.ifPresent(h -> clear(t, name, h.token()));
      return holder;
    });
  }
}
