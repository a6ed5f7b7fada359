package dev.slipway.browser;

import dev.slipway.host.ProgramRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.chrome.AddHasCdp;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.chromium.ChromiumDriverCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.ClientConfig;

/** A Chromium. Selenium's own class for it has a second connection, by which it wants to know the version of each one that comes out. */
final class Chrome extends RemoteWebDriver {
  private static final List<String> PROXIES =
      List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY");

  /**
   * Starts it.
   *
   * @param home the directory for all that it writes
   * @param limit how long an answer of it may take
   */
  Chrome(Path driver, Path home, ChromeOptions options, Duration limit) {
    this(service(driver, home), options, ClientConfig.defaultConfig().readTimeout(limit));
  }

  private Chrome(ChromeDriverService service, ChromeOptions options, ClientConfig config) {
    super(
        new ChromiumDriverCommandExecutor(service, new AddHasCdp().getAdditionalCommands(), config),
        options,
        config);
  }

  private static ChromeDriverService service(Path driver, Path home) {
    return new ChromeDriverService.Builder()
        .usingDriverExecutable(driver.toFile())
        .usingAnyFreePort()
        .withEnvironment(environment(home, System.getenv()))
        .withLogFile(home.resolve("driver.log").toFile())
        .build();
  }

  /** Returns what is changed of the variables of this process: secrets are among them, and Selenium can overwrite but not remove. */
  static Map<String, String> environment(Path home, Map<String, String> own) {
    List<String> kept =
        Stream.concat(ProgramRun.INHERITED.stream(), PROXIES.stream()).toList();
    Map<String, String> changed = own.keySet().stream()
        .filter(name -> !kept.contains(name))
        .collect(Collectors.toMap(name -> name, name -> "", (a, b) -> a, HashMap::new));
    // what it keeps goes with the directory
    changed.put("HOME", home.toString());
    changed.put("TMPDIR", home.toString());
    return changed;
  }

  /** Has a script run before those of each page, in each of its frames. */
  void before(String script) {
    execute(
        AddHasCdp.EXECUTE_CDP,
        Map.of("cmd", "Page.addScriptToEvaluateOnNewDocument", "params", Map.of("source", script)));
  }
}
