package dev.slipway.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In which order the processes of a session are found, and so asked to end. */
@EnabledOnOs(OS.LINUX)
@Timeout(30)
class LinuxProcessesTest {

  @Test
  void parentsAreFoundBeforeTheirChildren() throws Exception {
    Marker marker = Marker.forSessionOf("order");
    ProcessBuilder builder = new ProcessBuilder(
        "sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sh -c 'sleep 100 & wait' & done; wait");
    builder.environment().put(Marker.VARIABLE, marker.value());
    Process shell = builder.start();
    List<Found> found = List.of();
    try {
      LinuxProcesses table = new LinuxProcesses();
      // a child has the name of its parent until it is another program
      while (found.stream().filter(each -> each.name().equals("sleep")).count() < 8) {
        found = table.ofSession(marker, List.of(shell));
      }
      assertThat(found.get(0).handle()).isEqualTo(shell.toHandle());
      assertThat(found.subList(1, 9)).extracting(Found::name).containsOnly("sh");
      assertThat(found.subList(9, 17)).extracting(Found::name).containsOnly("sleep");
    } finally {
      found.forEach(process -> process.handle().destroyForcibly());
      shell.destroyForcibly();
    }
  }
}
