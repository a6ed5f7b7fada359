package dev.slipway.docker;

import com.github.dockerjava.api.model.Info;
import dev.slipway.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who uses an engine.
 *
 * @param user the user and group whose files this Java virtual machine can delete, or empty for that of the image
 * @param owner this Java virtual machine
 * @param memoryLimit of a container that sets none, in bytes; 0 for none
 */
record Tenant(String user, ProcessIdentity owner, long memoryLimit) {

  static Tenant of(Info engine, long memoryLimit) {
    return new Tenant(user(engine.getSecurityOptions()), ProcessIdentity.self(), memoryLimit);
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
}
