package dev.slipway.deploy.docker;

import dev.slipway.deploy.proxy.RuntimeChannel;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.diagnostic.Problem;
import dev.slipway.docker.DockerHost;
import dev.slipway.docker.HostedDialog;
import dev.slipway.runtime.RuntimeUnavailableException;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HAProxy's runtime API, asked from within its container: it listens on the loopback interface there, which nobody else reaches. A shell waits there for commands, and is started again when the container was.
 * Thread-safe.
 */
final class InContainer implements RuntimeChannel {
  private static final Logger log = LoggerFactory.getLogger(InContainer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** With what images of HAProxy have: bash in those of Debian, nc in those of Alpine. */
  private static final String CHOOSE =
      "command -v bash >/dev/null && exec bash -c \"$1\" \"$0\"; eval \"$2\"";

  private static final String BY_BASH = """
      while IFS= read -r command; do
        exec 3<>"/dev/tcp/127.0.0.1/$0" && printf '%s\\n' "$command" >&3 && cat <&3
        printf '\\n%d\\000' "$?"
        exec 3>&-
      done""";

  private static final String BY_NC = """
      while IFS= read -r command; do
        printf '%s\\n' "$command" | nc 127.0.0.1 "$0"
        printf '\\n%d\\000' "$?"
      done""";

  private static final String CONNECT = """
      if command -v bash >/dev/null; then
        exec timeout 1 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$0" "$1"
      fi
      # not each nc can look without talking; it tells a refusal by 1
      timeout 1 nc "$0" "$1" </dev/null >/dev/null
      [ $? -ne 1 ]""";

  private final DockerHost host;
  private final String container;
  private final int port;
  private @Nullable HostedDialog dialog;

  InContainer(DockerHost host, String container, int port) {
    this.host = host;
    this.container = container;
    this.port = port;
  }

  @Override
  public synchronized String ask(String command, Time time) throws InterruptedException {
    String answer;
    try {
      answer = answer(command);
    } catch (RuntimeUnavailableException e) {
      throw new TargetException(e.problems().get(0).at(toString()), e);
    }
    int end = answer.lastIndexOf('\n');
    if (end < 0 || !answer.substring(end + 1).equals("0")) {
      throw new TargetException(new Problem(
          toString(),
          "it cannot be asked",
          "HAProxy that runs, and sh with bash or nc in its image",
          "look at what the container wrote, and at its image"));
    }
    return answer.substring(0, end).strip();
  }

  private String answer(String command) throws InterruptedException {
    HostedDialog open = dialog;
    // who does not come to an answer leaves it closed
    dialog = null;
    if (open != null) {
      try {
        String answer = open.ask(command, PATIENCE);
        dialog = open;
        return answer;
      } catch (RuntimeUnavailableException ended) {
        // with its container; all commands may be given twice
        log.debug("{} is asked by another shell", this, ended);
      }
    }
    HostedDialog fresh =
        host.dialog(container, List.of("sh", "-c", CHOOSE, Integer.toString(port), BY_BASH, BY_NC));
    String answer = fresh.ask(command, PATIENCE);
    dialog = fresh;
    return answer;
  }

  /** Returns whether a port in the network of the container takes a connection within a second. */
  boolean reaches(String address, int portThere) throws InterruptedException {
    try {
      return host.run(
                  container,
                  List.of("sh", "-c", CONNECT, address, Integer.toString(portThere)),
                  PATIENCE)
              .exitCode()
          == 0;
    } catch (RuntimeUnavailableException e) {
      throw new TargetException(e.problems().get(0).at(toString()), e);
    }
  }

  @Override
  public String toString() {
    return "HAProxy in the container " + container;
  }
}
