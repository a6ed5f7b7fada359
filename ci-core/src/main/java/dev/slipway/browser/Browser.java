package dev.slipway.browser;

import dev.slipway.browser.Page.Fault;
import dev.slipway.diagnostic.Problem;
import dev.slipway.host.HostPrograms;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Opens pages in a headless Chromium of this machine, each in a browser of its own that has never seen anything. Needs Selenium on the class path, and {@code chromium} (or Chrome) and
 * {@code chromedriver} on the {@code PATH}. Thread-safe.
 *
 * @since 0.1
 */
public final class Browser {
  private static final String DRIVER = "chromedriver";
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  // a driver whose page holds it up gives up by itself as a rule, but at times it does not
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Browser() {}

  /** Returns what is missing on this machine, and how to add it. */
  public static List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!hasLibrary()) {
      problems.add(new Problem(
          "browser",
          "no Selenium on the class path",
          "org.seleniumhq.selenium:selenium-chrome-driver, 4.52.0 or newer",
          "add it to the dependencies"));
    }
    if (program(List.of(DRIVER)).isEmpty()) {
      problems.add(missing(DRIVER));
    }
    if (program(BROWSERS).isEmpty()) {
      problems.add(missing(BROWSERS.get(0)));
    }
    return problems;
  }

  private static Problem missing(String program) {
    return new Problem(
        "browser",
        "no " + program + " on the PATH",
        "Chromium or Chrome, and its driver",
        "install them, such as by 'apt-get install chromium chromium-driver'");
  }

  private static boolean hasLibrary() {
    try {
      Class.forName(
          "org.openqa.selenium.chrome.ChromeDriver", false, Browser.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Opens a page and waits until it and its requests are complete and its elements are there: for the limit of the page, and up to 10 s longer if the browser does not answer.
   *
   * @return what is not as it has to be; empty if all is
   * @throws BrowserUnavailableException if there is no browser, or it does not start
   * @throws InterruptedException if the thread is interrupted; the browser is ended
   */
  public static List<Fault> visit(Page page, Time time) throws InterruptedException {
    List<Problem> problems = problems();
    if (!problems.isEmpty()) {
      throw new BrowserUnavailableException(problems.get(0), null);
    }
    Path driver = program(List.of(DRIVER)).orElseThrow();
    Path browser = program(BROWSERS).orElseThrow();
    try (Visit visit = new Visit(page, driver, browser, time)) {
      PageLook look = aside(page, time, visit::start).get();
      CompletableFuture<List<Fault>> faults = aside(page, time, look::faults);
      try {
        return faults.get(page.limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return look.unanswered();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrowserUnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("the page could not be opened: " + page.address(), e);
    }
  }

  /** Selenium knows no interrupts; what it waits for is ended by the end of the browser. */
  private static <T> CompletableFuture<T> aside(Page page, Time time, Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    time.start("browser " + page.address(), () -> {
      try {
        result.complete(work.get());
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    });
    return result;
  }

  private static Optional<Path> program(List<String> names) {
    return names.stream().flatMap(name -> HostPrograms.onPath(name).stream()).findFirst();
  }
}
