package dev.slipway.deploy;

import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Release;
import dev.slipway.diagnostic.Problem;
import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.json.Json;
import dev.slipway.json.JsonException;
import dev.slipway.model.Artifact;
import dev.slipway.model.Gate;
import dev.slipway.store.Database;
import dev.slipway.store.HeldLease;
import dev.slipway.store.LeaseAnswer;
import dev.slipway.store.LeaseHolder;
import dev.slipway.store.LeaseRequest;
import dev.slipway.store.Leases;
import dev.slipway.store.Row;
import dev.slipway.store.Schema;
import dev.slipway.store.StoreException;
import dev.slipway.store.Transaction;
import dev.slipway.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is known about the releases of one environment, as facts in a database, and the lock of the environment. Thread-safe; shared with
 * other processes.
 */
final class Records {
  static final Duration TERM = Duration.ofSeconds(30);
  static final Duration POLL = Duration.ofMillis(250);
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Schema SCHEMA =
      Schema.of("deployments", """
      CREATE TABLE slipway_deployment_fact (
        environment TEXT NOT NULL,
        number BIGINT NOT NULL,
        token BIGINT NOT NULL,
        noted_at BIGINT NOT NULL,
        fact TEXT NOT NULL,
        PRIMARY KEY (environment, number)
      );
      """, KeptParts.TABLES.get(0), KeptParts.TABLES.get(1));

  private final Database database;
  private final String environment;
  private final KeptParts parts;

  Records(Database database, String environment) {
    this.database = database;
    this.environment = environment;
    this.parts = new KeptParts(database, environment);
  }

  /** One fact. State is what all facts together say. */
  sealed interface Fact {
    /** A release was made. */
    record Made(Release release) implements Fact {}

    /** The environment serves a release; 0 if it serves none. */
    record Serving(int number) implements Fact {}

    /** A way back by hand to a release has begun. */
    record Returning(int number) implements Fact {}

    /** A deployment has ended. */
    record Ended(Deployment deployment) implements Fact {}

    /** A release is not kept any more. */
    record Removed(int number) implements Fact {}

    /** A deployment waits for an approval; nothing is decided yet. */
    record ApprovalAsked(Approval approval) implements Fact {}

    /** An approval was given or refused. */
    record ApprovalDecided(String name, String digest, Approval.Decision decision)
        implements Fact {}

    /** A person has opened the environment, whatever its hours and freezes say. */
    record Opened(Instant until, String by, String reason) implements Fact {}

    /** A person took the lock from whoever had it. */
    record LockBroken(String holder, String by, String reason) implements Fact {}
  }

  /**
   * Who wants to deploy.
   *
   * @param id the same whenever it asks again
   * @param what what deploys, in words
   */
  record Claimant(String id, String what) {}

  /** The right to deploy to the environment, and so to add facts. For one thread. */
  final class Hold implements AutoCloseable {
    private final HeldLease lease;
    private final Time time;
    private final boolean awaited;

    private Hold(HeldLease lease, Time time, boolean awaited) {
      this.lease = lease;
      this.time = time;
      this.awaited = awaited;
    }

    /** Returns whether another one had the lock first, so that much may have changed since it was asked for. */
    boolean wasAwaited() {
      return awaited;
    }

    /** Returns the fencing token. */
    long token() {
      return lease.token();
    }

    /** Returns what is known. */
    History read() {
      return Records.this.read();
    }

    /** Adds a fact, unless the lock was lost; it is stored when this returns. With a release go its secrets and the list of its files. */
    void add(Fact fact) {
      Instant now = time.now();
      database.write(t -> {
        lease.require(t);
        if (fact instanceof Fact.Removed removed) {
          parts.remove(t, removed.number());
        }
        return insert(t, lease.token(), now, fact);
      });
    }

    /** Adds a release with its sealed secrets and the list of its files, unless the lock was lost. */
    void make(Release release, Map<String, String> sealed, List<Artifact.Entry> files) {
      Instant now = time.now();
      database.write(t -> {
        lease.require(t);
        parts.add(t, release.number(), sealed, files);
        return insert(t, lease.token(), now, new Fact.Made(release));
      });
    }

    @Override
    public void close() {
      lease.close();
    }
  }

  /** Returns the name of the lock of the environment. */
  private String lock() {
    return "environment " + environment;
  }

  private LeaseRequest request(Claimant claimant) {
    return new LeaseRequest(lock(), claimant.id(), claimant.what(), TERM);
  }

  /** Asks for the lock, and joins the queue if another one has it. */
  LeaseAnswer ask(Time time, Claimant claimant) {
    database.migrate(SCHEMA);
    return Leases.of(database, time).ask(request(claimant));
  }

  /**
   * Waits until no other thread or process deploys to the environment.
   *
   * @throws RecordsException if the limit is over
   */
  Hold hold(Time time, Claimant claimant, Duration limit, Consumer<String> log)
      throws InterruptedException {
    long deadline = time.nanos() + limit.toNanos();
    String told = "";
    try {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted before the deployment began");
        }
        LeaseAnswer answer = ask(time, claimant);
        if (answer instanceof LeaseAnswer.Granted granted) {
          return new Hold(granted.lease(), time, !told.isEmpty());
        }
        if (!answer.toString().equals(told)) {
          told = answer.toString();
          log.accept("waits for the lock of environment '" + environment + "': " + told);
        }
        if (time.nanos() - deadline > 0) {
          throw new RecordsException(
              new Problem(
                  "environment '" + environment + "'",
                  "its lock was not free for " + limit + ": " + told,
                  "one deployment at a time",
                  "end the other, or try again later"),
              null);
        }
        time.sleep(POLL);
      }
    } catch (InterruptedException | RuntimeException e) {
      giveUp(time, claimant, e);
      throw e;
    }
  }

  /** Leaves the queue for the lock. */
  void giveUp(Time time, Claimant claimant) {
    Leases.of(database, time).giveUp(request(claimant));
  }

  private void giveUp(Time time, Claimant claimant, Exception cause) {
    try {
      giveUp(time, claimant);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Returns who deploys at the moment. */
  Optional<LeaseHolder> holder(Time time) {
    return Leases.of(database, time).holder(lock());
  }

  /** Takes the lock from whoever has it, and notes who did so and why. */
  Optional<LeaseHolder> breakLock(Time time, String by, String reason) {
    database.migrate(SCHEMA);
    Optional<LeaseHolder> holder = Leases.of(database, time).breakLease(lock());
    holder.ifPresent(h -> add(time.now(), new Fact.LockBroken(h.toString(), by, reason)));
    return holder;
  }

  /** Adds a fact that is not about a deployment, and so does not need the lock. */
  void add(Instant now, Fact fact) {
    database.migrate(SCHEMA);
    database.write(t -> insert(t, 0, now, fact));
  }

  /** Returns what is known. */
  History read() {
    database.migrate(SCHEMA);
    return new History(database.read(t -> t.list(
        "SELECT number, fact FROM slipway_deployment_fact WHERE environment = ? ORDER BY number",
        this::fact,
        environment)));
  }

  /** Returns what a gate answers when it could not find something out. A database may be there again in a moment, and a release may have waited for days by then. */
  static Gate.Answer unanswered(SlipwayException failure) {
    Problem problem = failure.problems().get(0);
    return failure instanceof StoreException
        ? new Gate.Wait("the records cannot be asked now: " + problem, AGAIN)
        : new Gate.Refused(problem);
  }

  /** Returns what is kept beside releases. */
  KeptParts parts() {
    database.migrate(SCHEMA);
    return parts;
  }

  private int insert(Transaction transaction, long token, Instant now, Fact fact) {
    return transaction.update(
        "INSERT INTO slipway_deployment_fact (environment, number, token, noted_at, fact)"
            + " SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?"
            + " FROM slipway_deployment_fact WHERE environment = ?",
        environment,
        token,
        now,
        Json.write(fact),
        environment);
  }

  private Fact fact(Row row) {
    try {
      return Json.read(row.text("fact"), Fact.class);
    } catch (JsonException e) {
      throw new RecordsException(
          new Problem(
              database + ", environment '" + environment + "', fact " + row.number("number"),
              e.problems().get(0).found(),
              "a fact as this version writes it",
              "restore the database from a backup"),
          e);
    }
  }
}
