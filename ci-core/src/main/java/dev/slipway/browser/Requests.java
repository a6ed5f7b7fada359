package dev.slipway.browser;

import dev.slipway.browser.Page.Fault;
import dev.slipway.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.logging.LogEntry;

/**
 * The requests of a page, as the browser tells of them by events of the <a href="https://chromedevtools.github.io/devtools-protocol/tot/Network/">Chrome DevTools Protocol</a>. For one
 * thread.
 */
final class Requests {
  private static final int FIRST_ERROR = 400;

  private final Map<String, String> underWay = new LinkedHashMap<>();
  private final Map<String, Fault> failed = new TreeMap<>();

  /** An event in the log of the browser. */
  record Line(@Nullable Message message) {}

  /** What the event is. */
  record Message(@Nullable String method, @Nullable Parameters params) {}

  /** What the events about requests say; each has some of it. */
  record Parameters(
      @Nullable String requestId,
      @Nullable Request request,
      @Nullable Response response,
      @Nullable String errorText,
      boolean canceled) {}

  record Request(String url) {}

  record Response(String url, int status) {}

  void take(LogEntry entry) {
    Message message = Json.read(entry.getMessage(), Line.class).message();
    if (message != null && message.method() != null && message.params() != null) {
      take(message.method(), message.params());
    }
  }

  private void take(String method, Parameters event) {
    String id = String.valueOf(event.requestId());
    switch (method) {
      case "Network.requestWillBeSent" -> {
        if (event.request() != null && isOfPage(event.request().url())) {
          underWay.put(id, event.request().url());
        }
      }
      case "Network.responseReceived" -> {
        Response response = event.response();
        if (response != null && response.status() >= FIRST_ERROR && isOfPage(response.url())) {
          fail(response.url(), "status " + response.status());
        }
      }
      case "Network.loadingFinished" -> underWay.remove(id);
      case "Network.loadingFailed" -> {
        String url = underWay.remove(id);
        // a page that cancels a request has its reasons
        if (url != null && !event.canceled()) {
          fail(url, String.valueOf(event.errorText()));
        }
      }
      default -> {}
    }
  }

  /** The browser asks for an icon by itself; what is not HTTP is no request. */
  private static boolean isOfPage(String url) {
    return url.startsWith("http") && !url.endsWith("/favicon.ico");
  }

  private void fail(String url, String found) {
    failed.putIfAbsent(url, new Fault("request " + url, "an answer below 400", found));
  }

  boolean areUnderWay() {
    return !underWay.isEmpty();
  }

  Iterable<Fault> failed() {
    return failed.values();
  }
}
