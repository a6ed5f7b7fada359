package dev.slipway.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.NoLeaks;
import dev.slipway.fixture.TinyDisk;
import dev.slipway.model.Cache;
import dev.slipway.model.Outcome;
import dev.slipway.model.Pipeline;
import dev.slipway.run.BuildResult;
import dev.slipway.run.LogLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cache on a disk that runs full. Needs Linux and the right to mount one. */
@ExtendWith(NoLeaks.class)
class FullCacheIT {
  @TempDir
  private Path home;

  @Test
  void aFullDiskIsAWarningAndNoFailure() throws Exception {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.step(
            "s",
            s -> s.sh(
                    "mkdir m2; head -c 300000 /dev/zero > m2/jar; head -c 200000 /dev/zero | tr '\\0' x")
                .cache(Cache.of("maven", "m2").keyedBy("pom.xml"))
                .inputs("pom.xml")));
    try (TinyDisk disk = TinyDisk.mount(home.resolve("caches"), 128);
        RealEngine real = new RealEngine(home)) {
      BuildRequest request =
          BuildRequest.of(pipeline, new FilesSource().file("pom.xml", "<project/>"));
      for (int i = 0; i < 2; i++) {
        BuildResult result = RealEngine.end(real.engine().start(request));
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(warnings(real, result))
            .containsExactly(
                "cache 'maven': not stored, cache " + disk.path() + ": nothing can be kept: No"
                    + " space left on device; expected a directory with room that this user can write"
                    + " to; to mend it, make room or mend the permissions",
                "result: not kept for later builds, cache " + disk.path() + ": nothing can be kept:"
                    + " No space left on device; expected a directory with room that this user can"
                    + " write to; to mend it, make room or mend the permissions");
        try (Stream<Path> left = Files.walk(disk.path())) {
          assertThat(left.filter(Files::isRegularFile))
              .containsExactly(disk.path().resolve("key"));
        }
      }
    }
  }

  private static List<String> warnings(RealEngine real, BuildResult result) {
    try (Stream<LogLine> lines = real.builds().logs(result.buildId()).lines("s")) {
      return lines
          .map(LogLine::text)
          .filter(line -> line.contains(": not ") && !line.contains("not taken"))
          .toList();
    }
  }
}
