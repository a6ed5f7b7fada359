package dev.slipway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.Jvm;
import dev.slipway.time.SystemTime;
import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BrowserTest {
  /** A program without Selenium that wants to open a page. */
  static final class Poor {
    private Poor() {}

    public static void main(String[] arguments) throws InterruptedException {
      URI address = URI.create("http://localhost");
      Browser.problems().forEach(System.out::println);
      try (SystemTime time = SystemTime.create()) {
        Browser.visit(new Page(address, "", List.of(), true, Duration.ofSeconds(1)), time);
      } catch (BrowserUnavailableException e) {
        System.out.println("told: " + e.getMessage());
      }
    }
  }

  @Test
  void whatIsMissingIsToldWithWhatToAdd() throws Exception {
    String classPath = Arrays.stream(
            System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("selenium"))
        .collect(Collectors.joining(File.pathSeparator));
    ProcessBuilder poor =
        new ProcessBuilder(Jvm.command(classPath, Poor.class)).redirectErrorStream(true);
    poor.environment().put("PATH", "/nowhere");
    Process process = poor.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    assertThat(told)
        .contains("no Selenium on the class path")
        .contains("org.seleniumhq.selenium:selenium-chrome-driver")
        .contains("no chromedriver on the PATH")
        .contains("no chromium on the PATH")
        .contains("told: browser: no Selenium on the class path");
  }
}
