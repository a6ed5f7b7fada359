package dev.slipway.browser;

import dev.slipway.browser.Page.Fault;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openqa.selenium.By;
import org.openqa.selenium.InvalidSelectorException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at one page in a browser that runs. Another thread may say that it takes too long. */
final class PageLook {
  /** How long a page may hold up an answer of the browser; one whose scripts never end answers nothing any more. */
  static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(PageLook.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  // a page that asks for news all the time is complete all the same
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(2);

  private final Page page;
  private final Chrome chrome;
  private final Time time;
  private final Requests requests = new Requests();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private volatile Stage stage = Stage.OPENING;

  /** How far the look is. */
  private enum Stage {
    OPENING,
    LOOKING,
    DONE
  }

  PageLook(Page page, Chrome chrome, Time time) {
    this.page = page;
    this.chrome = chrome;
    this.time = time;
  }

  List<Fault> faults() {
    if (open() && look()) {
      stage = Stage.DONE;
      chrome.quit();
    } // else it does not listen to us, and is ended by its visit
    return List.copyOf(faults);
  }

  /** Returns what is known of a page when nobody waits for the browser any longer. */
  List<Fault> unanswered() {
    List<Fault> known = new ArrayList<>(faults);
    if (stage == Stage.OPENING && known.isEmpty()) {
      known.add(incomplete());
    }
    if (stage != Stage.DONE) {
      known.add(new Fault("page", "to answer the browser", "no answer"));
    }
    return known;
  }

  private Fault incomplete() {
    return new Fault("page", "to be complete within " + page.limit(), "it is not");
  }

  /** Opens the page, and returns whether it answers afterwards. */
  private boolean open() {
    long began = time.nanos();
    try {
      chrome.get(page.address().toString());
      awaitQuiet(began);
      stage = Stage.LOOKING;
    } catch (TimeoutException e) {
      faults.add(incomplete());
    } catch (WebDriverException e) {
      log.debug("{} could not be opened", page.address(), e);
      faults.add(new Fault("page", "to be opened", String.valueOf(e.getRawMessage())));
    }
    try {
      chrome.executeScript("return 1");
      return true;
    } catch (WebDriverException e) {
      return silent(e);
    }
  }

  /** Adds what is wrong with the page, and returns whether that could be found out. */
  private boolean look() {
    try {
      readLog();
      requests.failed().forEach(faults::add);
      errors().forEach(error -> faults.add(new Fault("JavaScript", "no error", error)));
      if (faults.isEmpty()) {
        faults.addAll(missing());
      }
      return true;
    } catch (WebDriverException e) {
      return silent(e);
    }
  }

  private boolean silent(WebDriverException e) {
    log.debug("{} does not answer", page.address(), e);
    faults.add(new Fault("page", "to answer the browser", String.valueOf(e.getRawMessage())));
    return false;
  }

  /** Waits until all elements are there and nothing is asked for any more. */
  private void awaitQuiet(long began) {
    long loaded = time.nanos();
    readLog();
    while (isShort(began, page.limit())
        && ((requests.areUnderWay() && isShort(loaded, QUIET_LIMIT))
            || !missing().isEmpty())) {
      try {
        time.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      readLog();
    }
  }

  private boolean isShort(long since, Duration limit) {
    return time.nanos() - since < limit.toNanos();
  }

  private void readLog() {
    for (LogEntry entry : chrome.manage().logs().get(LogType.PERFORMANCE)) {
      requests.take(entry);
    }
  }

  private List<String> errors() {
    Object errors = chrome.executeScript("return top.slipwayErrors || []");
    return errors instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of();
  }

  private List<Fault> missing() {
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
}
