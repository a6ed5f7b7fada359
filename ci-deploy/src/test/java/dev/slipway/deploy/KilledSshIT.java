package dev.slipway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.deploy.proxy.HaProxy;
import dev.slipway.deploy.proxy.LoadBalancer;
import dev.slipway.deploy.proxy.TestProxy;
import dev.slipway.deploy.release.Deployment;
import dev.slipway.deploy.release.Deployment.Outcome;
import dev.slipway.deploy.ssh.SshServers;
import dev.slipway.deploy.ssh.TestServers;
import dev.slipway.fixture.NeedsProgram;
import dev.slipway.store.Database;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that deploys to two servers of OpenSSH behind HAProxy is killed while the release rolls over; the next one clears up. */
@Timeout(120)
@NeedsProgram({"sshd", "ssh-keygen", "bash", "haproxy"})
class KilledSshIT {
  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private TestServers servers;
  private TestProxy proxy;

  @BeforeEach
  void open() throws Exception {
    servers = new TestServers(Files.createDirectory(directory.resolve("servers")), 2);
    proxy = TestProxy.of(directory, servers.appPorts());
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    servers.close();
  }

  /**
   * A server is taken out of the traffic, changed and given back, then the other one. Killed before the call of this number, or after it.
   *
   * @param trouble what the target tells then
   */
  @ParameterizedTest
  @CsvSource({
    "1, true, ABORTED, ''",
    "2, true, ABORTED, serves release 2",
    "2, false, ABORTED, serves release 2",
    "4, true, RELEASED, gets no requests: it is DRAIN at the proxy",
    "4, false, RELEASED, ''"
  })
  void theNextProcessEndsInAStatedCondition(
      int call, boolean before, Outcome outcome, String trouble) throws Exception {
    Killed.run(
        Child.class,
        Stream.of(
                directory,
                servers.ports().get(0),
                servers.ports().get(1),
                proxy.socket(),
                proxy.address(),
                call,
                before)
            .map(Object::toString)
            .toArray(String[]::new));
    try (SystemTime time = SystemTime.create();
        SshServers target = Child.target(
            directory, servers.ports(), proxy.haProxy(), proxy.address().toString())) {
      assertThat(target.state().trouble()).contains(trouble);
      Environment shop = Child.environment(directory, target, "third");
      Deployments deployments = Deployments.of(time);
      Deployment next = Killed.deploy(PerlApp.script(directory, "good"), shop, time, "third");
      assertThat(next.previous()).isEqualTo(outcome == Outcome.RELEASED ? 2 : 1);
      assertThat(deployments.history(shop))
          .extracting(Deployment::outcome)
          .containsExactly(Outcome.RELEASED, outcome, Outcome.RELEASED);
      assertThat(deployments.lockHolder(shop)).isEmpty();
      assertThat(target.state().serving()).isEqualTo(3);
      assertThat(target.state().trouble()).isEmpty();
      assertThat(answers()).containsExactly("third");
    }
  }

  private Set<String> answers() throws Exception {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < 10; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(proxy.address() + "/")).build();
      answers.add(client.send(request, BodyHandlers.ofString()).body());
    }
    return answers;
  }

  /** Deploys twice, and is gone in the middle of the second time. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      List<Integer> ports = List.of(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
      HaProxy proxy = HaProxy.at(Path.of(arguments[3]), "shop");
      SystemTime time = SystemTime.create();
      SshServers target = target(directory, ports, proxy, arguments[4]);
      Killed.deploy(
          PerlApp.script(directory, "good"),
          environment(directory, target, "first"),
          time,
          "first");
      Killed.Moment moment =
          new Killed.Moment(Integer.parseInt(arguments[5]), Boolean.parseBoolean(arguments[6]));
      SshServers deadly = target(directory, ports, new Deadly(proxy, moment), arguments[4]);
      Killed.deploy(
          PerlApp.script(directory, "good"),
          environment(directory, deadly, "second"),
          time,
          "second");
    }

    static SshServers target(
        Path directory, List<Integer> ports, LoadBalancer proxy, String address) {
      return TestServers.described(directory.resolve("servers"), ports, 1)
          .behind(proxy, "a", "b")
          .address(address)
          .open();
    }

    static Environment environment(Path directory, SshServers target, String greeting) {
      return Environment.named(
          "shop",
          e -> e.target(target)
              .store(Database.file(directory.resolve("slipway.db")))
              .env("GREETING", greeting)
              .smoke(t -> t.get("/health").retryFor(Duration.ofSeconds(5))));
    }
  }

  /** A proxy with which the process ends before or after one of its calls. */
  private record Deadly(LoadBalancer real, Killed.Moment moment) implements LoadBalancer {
    @Override
    public void drain(String server, Time time) throws InterruptedException {
      moment.around(() -> real.drain(server, time));
    }

    @Override
    public void restore(String server, Time time) throws InterruptedException {
      moment.around(() -> real.restore(server, time));
    }

    @Override
    public Map<String, String> leftOut(Time time) throws InterruptedException {
      return real.leftOut(time);
    }
  }
}
