package dev.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.host.ProcessIdentity;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What leases have to do in every kind of database. */
abstract class LeaseContract {
  private static final Time TIME = SystemTime.create();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final ProcessIdentity SELF = ProcessIdentity.self();
  private static final ProcessIdentity ELSEWHERE =
      new ProcessIdentity("elsewhere", "boot", "pid:[1]", 7, 1);

  private Database database;
  private Leases here;
  private Leases elsewhere;

  /** Returns a database without tables. */
  abstract Database fresh() throws Exception;

  @BeforeEach
  void open() throws Exception {
    database = fresh();
    here = Leases.of(database, TIME);
    elsewhere = Leases.of(database, TIME, ELSEWHERE);
  }

  private static LeaseRequest request(String id) {
    return request(id, LONG);
  }

  private static LeaseRequest request(String id, Duration term) {
    return new LeaseRequest("production", id, "build " + id, term);
  }

  private static HeldLease granted(LeaseAnswer answer) {
    assertThat(answer).isInstanceOf(LeaseAnswer.Granted.class);
    return ((LeaseAnswer.Granted) answer).lease();
  }

  private static LeaseAnswer.Busy busy(LeaseAnswer answer) {
    assertThat(answer).isInstanceOf(LeaseAnswer.Busy.class);
    return (LeaseAnswer.Busy) answer;
  }

  @Test
  void tokensGrowAndOthersWaitInTheOrderTheyCame() {
    HeldLease first = granted(here.ask(request("1")));
    assertThat(first.token()).isEqualTo(1);
    LeaseAnswer.Busy second = busy(elsewhere.ask(request("2")));
    assertThat(second.ahead()).isZero();
    assertThat(second.toString())
        .startsWith("it is held by build 1 (process " + SELF.pid() + " on host ");
    LeaseAnswer.Busy third = busy(here.ask(request("3")));
    assertThat(third.ahead()).isEqualTo(1);
    assertThat(third.toString()).endsWith(", with one more before");
    assertThat(here.waiting("production")).containsExactly("build 2", "build 3");
    first.close();
    assertThat(here.holder("production")).isEmpty();
    assertThat(busy(here.ask(request("3"))).toString())
        .isEqualTo("it is free, with one more before");
    HeldLease next = granted(elsewhere.ask(request("2")));
    assertThat(next.token()).isEqualTo(2);
    assertThat(here.holder("production").orElseThrow().process()).isEqualTo(ELSEWHERE);
    next.close();
    granted(here.ask(request("3"))).close();
  }

  @Test
  void oneThatGivesUpLeavesTheQueue() {
    HeldLease first = granted(here.ask(request("1")));
    busy(here.ask(request("2")));
    busy(here.ask(request("3")));
    here.giveUp(request("2"));
    first.close();
    granted(here.ask(request("3"))).close();
  }

  @Test
  void whoHoldsItGetsItAgainAndGivesItBackOnce() {
    HeldLease first = granted(here.ask(request("1")));
    HeldLease again = granted(here.ask(request("1")));
    assertThat(again.token()).isEqualTo(first.token());
    again.close();
    busy(elsewhere.ask(request("2")));
    first.close();
    first.close();
    granted(elsewhere.ask(request("2"))).close();
  }

  @Test
  void aHolderThatIsKnownToBeGoneIsFollowedAtOnce() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    ProcessIdentity ended =
        new ProcessIdentity(SELF.host(), SELF.boot(), SELF.space(), process.pid(), 1);
    HeldLease stale = granted(Leases.of(database, TIME, ended).ask(request("1")));
    assertThat(here.holder("production")).isEmpty();
    HeldLease next = granted(here.ask(request("3")));
    assertThat(next.token()).isEqualTo(2);
    assertThatThrownBy(() -> database.write(t -> {
          stale.require(t);
          return 1;
        }))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("lease 'production' of build 1: another one took it over");
    stale.close();
    database.write(t -> {
      next.require(t);
      return 1;
    });
    next.close();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLivingHolderKeepsItWhenTheClockWasSet() {
    ProcessIdentity beforeTheStep = new ProcessIdentity(
        SELF.host(), SELF.boot(), SELF.space(), SELF.pid(), SELF.start() - 2000, SELF.ticks());
    ProcessIdentity ofAnEarlierSnapshot = new ProcessIdentity(
        SELF.host(), SELF.boot(), SELF.space(), SELF.pid(), SELF.start() - 2000);
    for (ProcessIdentity holder : List.of(beforeTheStep, ofAnEarlierSnapshot)) {
      HeldLease held = granted(Leases.of(database, TIME, holder).ask(request("1")));
      busy(here.ask(request("2")));
      here.giveUp(request("2"));
      assertThat(here.holder("production").orElseThrow().process()).isEqualTo(holder);
      held.close();
    }
  }

  @Test
  void aTermThatIsOverEndsALeaseOfAnotherMachineAndARenewedOneStays() throws Exception {
    Duration term = Duration.ofSeconds(1);
    HeldLease kept = granted(elsewhere.ask(request("1", term)));
    for (int i = 0; i < 8; i++) {
      busy(here.ask(request("2", term)));
      TIME.sleep(Duration.ofMillis(250));
    }
    kept.requireHeld();
    kept.close();
    granted(here.ask(request("2", term))).close();

    LeaseRequest other = new LeaseRequest("staging", "1", "build 1", term);
    database.write(t -> t.update(
        "INSERT INTO slipway_lease (name, token, holder, what, process, taken_at, expires_at)"
            + " VALUES ('staging', 41, 'x', 'build x', ?, 1, 2)",
        ELSEWHERE));
    HeldLease taken = granted(here.ask(other));
    assertThat(taken.token()).isEqualTo(42);
    taken.close();
  }

  @Test
  void aPersonBreaksIt() {
    HeldLease first = granted(here.ask(request("1")));
    assertThat(here.breakLease("production").orElseThrow().what()).isEqualTo("build 1");
    assertThat(here.breakLease("production")).isEmpty();
    HeldLease next = granted(elsewhere.ask(request("2")));
    assertThat(next.token()).isEqualTo(2);
    assertThatThrownBy(() -> database.write(t -> {
          first.require(t);
          return 1;
        }))
        .isInstanceOf(LeaseLostException.class);
    assertThatThrownBy(first::requireHeld).isInstanceOf(LeaseLostException.class);
    first.close();
    assertThat(here.holder("production")).isPresent();
    next.close();
  }

  @Test
  void neverTwoAtOnce() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger ids = new AtomicInteger();
    Set<Long> tokens = ConcurrentHashMap.newKeySet();
    DatabaseContract.inParallel(4, () -> {
      for (int i = 0; i < 5; i++) {
        LeaseRequest request = request("r" + ids.incrementAndGet());
        LeaseAnswer answer = here.ask(request);
        while (answer instanceof LeaseAnswer.Busy) {
          TIME.sleep(Duration.ofMillis(5));
          answer = here.ask(request);
        }
        try (HeldLease lease = granted(answer)) {
          assertThat(inside.incrementAndGet()).isEqualTo(1);
          tokens.add(lease.token());
          inside.decrementAndGet();
        }
      }
      return null;
    });
    assertThat(tokens).hasSize(20);
    assertThat(here.waiting("production")).isEmpty();
  }
}
