package dev.slipway.browser;

import dev.slipway.browser.Page.Fault;
import dev.slipway.diagnostic.Problem;
import dev.slipway.file.FileTrees;
import dev.slipway.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.InvalidSelectorException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.http.ClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One browser that opens one page. Closed by another thread, which ends what the first one waits for. */
final class Visit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Visit.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);

  // a page whose scripts never end answers nothing any more
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  // a page that asks for news all the time is complete all the same
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(2);

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
  private final Requests requests = new Requests();

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

  List<Fault> faults() {
    ChromeDriver chrome = start();
    List<Fault> faults = new ArrayList<>();
    if (open(chrome, faults) && look(chrome, faults)) {
      chrome.quit();
    } // else it does not listen to us, and close() ends it
    return faults;
  }

  private ChromeDriver start() {
    ChromeDriver chrome = null;
    try {
      ChromeDriverService service = new ChromeDriverService.Builder()
          .usingDriverExecutable(driver.toFile())
          .usingAnyFreePort()
          // what else it keeps goes with the directory
          .withEnvironment(Map.of("HOME", home.toString(), "TMPDIR", home.toString()))
          .withLogFile(home.resolve("driver.log").toFile())
          .build();
      chrome = new ChromeDriver(
          service,
          options(),
          ClientConfig.defaultConfig().readTimeout(START_LIMIT.plus(page.limit())));
      chrome.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
      // not before: the browser itself may take longer than the page
      chrome.manage().timeouts().pageLoadTimeout(page.limit()).scriptTimeout(ANSWER_LIMIT);
      return chrome;
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

  /** Opens the page, and returns whether it answers afterwards. */
  private boolean open(ChromeDriver chrome, List<Fault> faults) {
    long began = time.nanos();
    try {
      chrome.get(page.address().toString());
      awaitQuiet(chrome, began);
    } catch (TimeoutException e) {
      faults.add(new Fault("page", "to be complete within " + page.limit(), "it is not"));
    } catch (WebDriverException e) {
      log.debug("{} could not be opened", page.address(), e);
      faults.add(new Fault("page", "to be opened", String.valueOf(e.getRawMessage())));
    }
    try {
      chrome.executeScript("return 1");
      return true;
    } catch (WebDriverException e) {
      return silent(faults, e);
    }
  }

  /** Adds what is wrong with the page, and returns whether that could be found out. */
  private boolean look(ChromeDriver chrome, List<Fault> faults) {
    try {
      readLog(chrome);
      requests.failed().forEach(faults::add);
      errors(chrome).forEach(error -> faults.add(new Fault("JavaScript", "no error", error)));
      if (faults.isEmpty()) {
        faults.addAll(missing(chrome));
      }
      return true;
    } catch (WebDriverException e) {
      return silent(faults, e);
    }
  }

  private boolean silent(List<Fault> faults, WebDriverException e) {
    log.debug("{} does not answer", page.address(), e);
    faults.add(new Fault("page", "to answer the browser", String.valueOf(e.getRawMessage())));
    return false;
  }

  /** Waits until all elements are there and nothing is asked for any more. */
  private void awaitQuiet(ChromeDriver chrome, long began) {
    long loaded = time.nanos();
    readLog(chrome);
    while (isShort(began, page.limit())
        && ((requests.areUnderWay() && isShort(loaded, QUIET_LIMIT))
            || !missing(chrome).isEmpty())) {
      try {
        time.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      readLog(chrome);
    }
  }

  private boolean isShort(long since, Duration limit) {
    return time.nanos() - since < limit.toNanos();
  }

  private void readLog(ChromeDriver chrome) {
    for (LogEntry entry : chrome.manage().logs().get(LogType.PERFORMANCE)) {
      requests.take(entry);
    }
  }

  private static List<String> errors(ChromeDriver chrome) {
    Object errors = chrome.executeScript("return top.slipwayErrors || []");
    return errors instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of();
  }

  private List<Fault> missing(ChromeDriver chrome) {
    List<Fault> missing = new ArrayList<>();
    for (String element : page.elements()) {
      try {
        if (chrome.findElements(By.cssSelector(element)).isEmpty()) {
          missing.add(new Fault("element " + element, "to be there", "none"));
        }
      } catch (InvalidSelectorException e) {
        missing.add(new Fault("element " + element, "a CSS selector", "something else"));
      }
    }
    return missing;
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
