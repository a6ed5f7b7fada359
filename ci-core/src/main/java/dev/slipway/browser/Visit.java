package dev.slipway.browser;

import dev.slipway.diagnostic.Problem;
import dev.slipway.file.FileTrees;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A browser for one page. Closed by another thread, which ends what the first one waits for. */
final class Visit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Visit.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Runs before the scripts of the page, in each of its frames. */
  private static final String WATCH = """
      (() => {
        let all;
        try { all = top.slipwayErrors = top.slipwayErrors || []; } catch (foreign) { return; }
        addEventListener('error', e => {
          if (e instanceof ErrorEvent) all.push(e.message + ' (' + e.filename + ':' + e.lineno + ')');
        });
        addEventListener('unhandledrejection', e => all.push('unhandled rejection: ' + e.reason));
      })();
      """;

  private final Page page;
  private final Path driver;
  private final Path browser;
  private final Time time;
  private final Path home;

  Visit(Page page, Path driver, Path browser, Time time) {
    this.page = page;
    this.driver = driver;
    this.browser = browser;
    this.time = time;
    try {
      this.home =
          Files.createTempDirectory("slipway-browser-" + ProcessHandle.current().pid() + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts the browser.
   *
   * @throws BrowserUnavailableException if it does not start
   */
  PageLook start() {
    Chrome chrome = null;
    try {
      chrome = new Chrome(driver, home, options(), START_LIMIT.plus(page.limit()));
      chrome.before(WATCH);
      // not before: the browser itself may take longer than the page
      chrome.manage().timeouts().pageLoadTimeout(page.limit()).scriptTimeout(PageLook.ANSWER_LIMIT);
      return new PageLook(page, chrome, time);
    } catch (WebDriverException e) {
      if (chrome != null) {
        chrome.quit();
      }
      throw new BrowserUnavailableException(
          new Problem(
              "browser " + browser,
              "it does not start: " + e.getRawMessage(),
              "a browser that runs on this machine",
              page.sandboxed()
                  ? "run it by hand; as root, and in containers without user namespaces, it runs withoutSandbox only"
                  : "run it by hand"),
          e);
    }
  }

  private ChromeOptions options() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(
        "--headless=new",
        "--user-data-dir=" + home.resolve("profile"),
        "--disable-dev-shm-usage",
        "--disable-extensions",
        "--no-first-run");
    if (!page.sandboxed()) {
      options.addArguments("--no-sandbox");
    }
    if (!page.connectTo().isEmpty()) {
      options.addArguments(
          "--host-resolver-rules=MAP " + page.address().getHost() + " " + page.connectTo());
    }
    options.setCapability("goog:loggingPrefs", logs);
    return options;
  }

  /** All of them name the directory: the driver its log, the browser its profile. */
  private boolean isOurs(ProcessHandle process) {
    return process.info().arguments().stream()
        .flatMap(Stream::of)
        .anyMatch(argument -> argument.contains(home.toString()));
  }

  /** Ends the browser, whether it is done or not, and leaves nothing of it. */
  @Override
  public void close() {
    List<ProcessHandle> left = ProcessHandle.allProcesses().filter(this::isOurs).toList();
    left.forEach(ProcessHandle::destroyForcibly);
    left.forEach(process -> process.onExit().join());
    try {
      FileTrees.delete(home);
    } catch (IOException e) {
      log.warn("The directory {} of the browser could not be deleted", home, e);
    }
  }
}
