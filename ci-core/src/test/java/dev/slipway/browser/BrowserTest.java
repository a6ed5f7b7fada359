package dev.slipway.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.fixture.Jvm;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Revision;
import dev.slipway.smoke.SmokeTest;
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
      BuildContext build = BuildContext.of(Revision.of("c0ffee", "main"));
      SmokeTest.named("shop", t -> t.page("/"))
          .preflight(build)
          .forEach(problem -> System.out.println("before the first step: " + problem));
      SmokeTest.named("shop", t -> t.get("/"))
          .preflight(build)
          .forEach(problem -> System.out.println("wrong: " + problem));
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
        .contains("before the first step: browser: no Selenium on the class path")
        .doesNotContain("wrong: ")
        .contains("org.seleniumhq.selenium:selenium-chrome-driver")
        .contains("no chromedriver on the PATH")
        .contains("no chromium on the PATH")
        .contains("told: browser: no Selenium on the class path");
  }
}
