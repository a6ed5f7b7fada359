package dev.slipway.browser;

import dev.slipway.browser.Page.Fault;
import dev.slipway.diagnostic.Problem;
import dev.slipway.host.HostPrograms;
import dev.slipway.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

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
   * Opens a page and waits until it and its requests are complete and its elements are there.
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
      // Selenium knows no interrupts; what it waits for is ended by the end of the browser
      CompletableFuture<List<Fault>> faults = new CompletableFuture<>();
      time.start("browser " + page.address(), () -> {
        try {
          faults.complete(visit.faults());
        } catch (RuntimeException | Error e) {
          faults.completeExceptionally(e);
        }
      });
      return faults.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrowserUnavailableException unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("the page could not be opened: " + page.address(), e);
    }
  }

  private static Optional<Path> program(List<String> names) {
    return names.stream().flatMap(name -> HostPrograms.onPath(name).stream()).findFirst();
  }
}
