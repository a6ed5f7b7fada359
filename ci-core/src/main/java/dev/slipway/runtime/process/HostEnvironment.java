package dev.slipway.runtime.process;

import dev.slipway.host.HostPrograms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few variables of this Java virtual machine that commands get: enough to find tools, not enough to depend on the host. */
final class HostEnvironment {
  private static final List<String> PASSED_ON = List.of(
      "PATH",
      "HOME",
      "USER",
      "LOGNAME",
      "SHELL",
      "LANG",
      "LC_ALL",
      "LC_CTYPE",
      "TZ",
      "TMPDIR",
      "JAVA_HOME");

  private HostEnvironment() {}

  /** Returns the variables for a command; those given win. */
  static Map<String, String> with(Map<String, String> given, Map<String, String> host) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("PATH", HostPrograms.DEFAULT_PATH);
    for (String name : PASSED_ON) {
      String value = host.get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    all.putAll(given);
    return all;
  }
}
