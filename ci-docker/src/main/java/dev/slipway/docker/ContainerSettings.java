package dev.slipway.docker;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for all containers of a runtime.
 *
 * @param user the user and group, or empty for that of the image
 * @param owner this Java virtual machine: host, process id and start time
 * @param memoryLimit in bytes, or 0 for none
 */
record ContainerSettings(String user, String owner, long memoryLimit) {
  static final long MOST_PROCESSES = 4096;

  static ContainerSettings of(Info engine, long memoryLimit) {
    return new ContainerSettings(user(engine.getSecurityOptions()), thisJvm(), memoryLimit);
  }

  /** Returns whether what a user writes to a mount would belong to somebody else than the user of this Java virtual machine. */
  boolean isForeign(String otherUser) {
    return !user.isEmpty() && !otherUser.split(":", -1)[0].equals(user.split(":", -1)[0]);
  }

  /** Returns the user whose files this Java virtual machine can delete. */
  static String user(@Nullable List<String> securityOptions) {
    // root in a container of an engine without root is the user of that engine
    boolean rootless = securityOptions != null && securityOptions.contains("name=rootless");
    if (rootless) {
      return "0:0";
    }
    Path self = Path.of("/proc/self");
    try {
      return Files.getAttribute(self, "unix:uid") + ":" + Files.getAttribute(self, "unix:gid");
    } catch (IOException | UnsupportedOperationException e) {
      // elsewhere the engine runs in a virtual machine that maps owners by itself
      return "";
    }
  }

  private static String thisJvm() {
    ProcessHandle self = ProcessHandle.current();
    long start = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return host() + " " + self.pid() + " " + start;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
