package dev.slipway.smoke;

import dev.slipway.browser.Browser;
import dev.slipway.config.ActionFormat;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.BuildContext;
import dev.slipway.model.DefinitionException;
import dev.slipway.model.ServiceCheck;
import dev.slipway.model.StepAction;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepFailedException;
import dev.slipway.smoke.SmokeReport.Attempt;
import dev.slipway.time.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a running application and what their answers have to be. It runs alone, as a step of a pipeline, and as part
 * of a deployment. Immutable and thread-safe.
 *
 * <pre>{@code
 * SmokeTest shop = SmokeTest.named("shop", t -> t
 *     .get("/", r -> r.status(200).bodyContains("Shop").within(Duration.ofSeconds(2)))
 *     .get("/missing", r -> r.status(404))
 *     .retryFor(Duration.ofSeconds(30)));
 * SmokeReport report = shop.run(URI.create("http://localhost:8080"), time);
 * }</pre>
 *
 * <p>Checks run in the order written, each at least once, also after another has failed. With {@link
 * SmokeTestBuilder#retryFor} a check that does not pass is repeated, whatever its method, until it does or the time is over.
 *
 * @since 0.1
 */
public final class SmokeTest implements StepAction<SmokeReport>, ServiceCheck {
  private final String name;
  private final List<Check> checks;
  private final Rounds rounds;
  private final @Nullable String address;
  private final List<Problem> problems;

  SmokeTest(
      String name,
      List<Check> checks,
      Rounds rounds,
      @Nullable String address,
      List<Problem> problems) {
    this.name = name;
    this.checks = List.copyOf(checks);
    this.rounds = rounds;
    this.address = address;
    this.problems = List.copyOf(problems);
  }

  /** Makes a smoke test. What is wrong with it is told by {@link #problems} and by every attempt to run it. */
  public static SmokeTest named(String name, Consumer<SmokeTestBuilder> definition) {
    SmokeTestBuilder builder = new SmokeTestBuilder(Objects.requireNonNull(name, "name"));
    definition.accept(builder);
    return builder.build();
  }

  /**
   * Returns how smoke tests stand in {@code slipway.yml}, to be registered under a key such as {@code smoke}:
   * {@code SlipwayYaml.standard().withKey("smoke", SmokeTest.format())}.
   */
  public static ActionFormat<SmokeTest> format() {
    return new SmokeFormat();
  }

  /** Returns a copy that runs against this address, such as {@code http://localhost:8080}, where a step has no other. */
  public SmokeTest against(String newAddress) {
    Objects.requireNonNull(newAddress, "address");
    return new SmokeTest(name, checks, rounds, newAddress, problems);
  }

  /** Returns a copy in which every check is made once, whether it passes or not. */
  public SmokeTest once() {
    return new SmokeTest(name, checks, rounds.once(), address, problems);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /** Returns the names of its checks, in the order they run. */
  public List<String> checkNames() {
    return checks.stream().map(Check::name).toList();
  }

  /**
   * Runs the smoke test against an address.
   *
   * @param base where the application is, such as {@code http://localhost:8080}
   * @return the report, also when checks did not pass
   * @throws DefinitionException if something is wrong with the smoke test or the address
   * @throws InterruptedException if the thread is interrupted; the request under way is given up
   */
  public SmokeReport run(URI base, Time time) throws InterruptedException {
    return run(base, time, attempt -> {});
  }

  /**
   * Runs the smoke test against an address and tells of each attempt when it is over.
   *
   * @param listener called on the thread of the caller
   * @see #run(URI, Time)
   */
  public SmokeReport run(URI base, Time time, Consumer<Attempt> listener)
      throws InterruptedException {
    List<Problem> wrong = against(base.toString()).problems();
    if (!wrong.isEmpty()) {
      throw new DefinitionException(wrong);
    }
    return new SmokeRun(this, base, time, listener).run();
  }

  /**
   * Runs the smoke test against its own address. Attempts are written to the log of the step; of those of one check that
   * fail alike one after the other the first and the last, and how many there were between them.
   *
   * @throws StepFailedException if a check did not pass; the reason names it
   */
  @Override
  public SmokeReport run(StepContext context) throws InterruptedException {
    if (address == null) {
      throw new DefinitionException(problems());
    }
    SmokeReport report;
    try (AttemptLog log = new AttemptLog(context.log())) {
      report = run(URI.create(address), context.time(), log);
    }
    if (!report.passed()) {
      throw new StepFailedException(report.sentence());
    }
    return report;
  }

  /** Makes every check once; for a service that is ready when it passes: {@code readyWhen(Readiness.passes(8080, test))}. */
  @Override
  public Optional<String> whyNotReady(URI service, Time time) throws InterruptedException {
    SmokeReport report = once().run(service, time);
    return report.passed() ? Optional.empty() : Optional.of(report.sentence());
  }

  @Override
  public List<Problem> checkProblems() {
    return problems;
  }

  @Override
  public Class<?> outputType() {
    return SmokeReport.class;
  }

  @Override
  public List<Problem> problems() {
    return SmokeProblems.withAddress(problems, name, address);
  }

  /** Returns what is missing on this machine for its checks. */
  @Override
  public List<Problem> preflight(BuildContext context) {
    return checks.stream().anyMatch(Check.BrowserPage.class::isInstance)
        ? Browser.problems()
        : List.of();
  }

  /** Returns a report in which every check has passed at once. */
  @Override
  public Optional<SmokeReport> standIn() {
    Instant at = Instant.EPOCH;
    return Optional.of(new SmokeReport(
        name,
        address == null ? "" : address,
        at,
        Duration.ZERO,
        checks.stream()
            .map(c -> new Attempt(c.name(), 1, at, Duration.ZERO, 0, "", new Finding.AsExpected()))
            .toList()));
  }

  /** Returns what is compared when a build is resumed: the checks, and how long they are repeated. */
  @Override
  public String version() {
    // by text: hash codes of enums differ from one run of the Java virtual machine to the next
    String all = checks + " " + rounds + " " + address;
    return "1 " + Integer.toHexString(all.hashCode());
  }

  List<Check> checks() {
    return checks;
  }

  @Nullable
  String address() {
    return address;
  }

  Rounds rounds() {
    return rounds;
  }

  /** Tells whether the other says the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SmokeTest that
        && name.equals(that.name)
        && checks.equals(that.checks)
        && rounds.equals(that.rounds)
        && Objects.equals(address, that.address);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, checks);
  }

  @Override
  public String toString() {
    return "smoke test '" + name + "'";
  }
}
