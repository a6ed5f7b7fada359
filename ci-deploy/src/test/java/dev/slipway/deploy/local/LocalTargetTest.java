package dev.slipway.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.deploy.target.BesideContract;
import dev.slipway.deploy.target.ReleaseFiles;
import dev.slipway.deploy.target.ReleaseNotStartedException;
import dev.slipway.deploy.target.RunningRelease;
import dev.slipway.deploy.target.Target;
import dev.slipway.deploy.target.TargetException;
import dev.slipway.model.DefinitionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LocalTargetTest extends BesideContract {
  @TempDir
  static Path apps;

  @TempDir
  Path directory;

  private LocalTarget target;

  @BeforeEach
  void openTarget() {
    target = described().open();
  }

  @AfterEach
  void closeTarget() {
    target.close();
  }

  @Override
  protected Target target() {
    return target;
  }

  @Override
  protected ReleaseFiles files() {
    return app("good");
  }

  @Test
  void requestsWaitWhileOneReleaseMakesRoomForAnother() throws Exception {
    requestsWaitForTheNextRelease();
  }

  @Test
  void anApplicationThatEndsAtOnceIsReportedWithItsLastLines() {
    assertThatThrownBy(() -> control().start(release(1), app("crash"), line -> {}))
        .isInstanceOfSatisfying(
            ReleaseNotStartedException.class,
            e -> assertThat(e.output()).containsExactly("mode crash", "cannot find the database"))
        .hasMessage(
            "release 1 (commit c0ffee): it ended before it listened on its port; its last output:"
                + " mode crash | cannot find the database; expected an application that listens on the port"
                + " in its variable PORT; to mend it, see " + target.log(1));
    assertThat(target.state().running()).isEmpty();
  }

  @Test
  void anApplicationThatNeverListensIsEnded() throws Exception {
    target.close();
    target = described().startWithin(Duration.ofMillis(700)).open();
    assertThatThrownBy(() -> control().start(release(1), app("deaf"), line -> {}))
        .isInstanceOf(ReleaseNotStartedException.class)
        .hasMessageContaining("it did not listen on its port within 700 ms");
    assertThat(Files.list(directory.resolve("running"))).isEmpty();
  }

  @Test
  void aCommandThatIsNotThereIsTheTargetsFault() {
    target.close();
    target = described().command("/no/such/program").open();
    assertThatThrownBy(() -> control().start(release(1), app("good"), line -> {}))
        .isInstanceOfAny(TargetException.class, ReleaseNotStartedException.class)
        .hasMessageContaining("/no/such/program");
  }

  @Test
  void requestsUnderWayAreFinishedBeforeAReleaseIsStopped() throws Exception {
    control().start(release(1), app("good"), line -> {});
    control().start(release(2), app("good"), line -> {});
    control().route(release(1));
    try (Socket socket = new Socket("localhost", target.address().getPort())) {
      send(socket, "/long");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      control().route(release(2));
      assertThat(get(target.address(), "/")).endsWith("hello 2");
      control().retire(release(1));
      assertThat(target.state().running()).extracting(RunningRelease::number).containsExactly(2);
      assertThat(receive(socket)).startsWith("TTP/1.1 200").contains("<", "hello 1");
    }
  }

  @Test
  void theApplicationSeesItsConfigurationAndLittleElse() throws Exception {
    RunningRelease running = control().start(release(1), app("good"), line -> {});
    String variables = get(running.address(), "/env");
    assertThat(variables).contains("GREETING").contains("PORT").contains("PATH");
    List<String> allowed = List.of("PATH", "HOME", "JAVA_HOME", "LANG", "TZ", "TMPDIR", "USER");
    List<String> names = new ArrayList<>(
        List.of(variables.substring(variables.indexOf("\r\n\r\n") + 4).split(",")));
    names.removeAll(allowed);
    assertThat(names).containsExactly("GREETING", "PORT");
  }

  @Test
  void anotherTargetInTheSameDirectoryIsRefused() {
    assertThatThrownBy(() -> described().open())
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("another open target in the same directory");
  }

  @Test
  void aDirectoryThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> LocalTarget.at(file).command("x").open())
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("the directory cannot be used");
  }

  @Test
  void aPortInUseIsToldAndTheDirectoryIsFreeAgain() throws IOException {
    target.close();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      assertThatThrownBy(() -> described().port(socket.getLocalPort()).open())
          .isInstanceOf(TargetException.class)
          .hasMessageContaining("localhost:" + socket.getLocalPort() + ": the address is in use");
    }
    target = described().open();
    assertThat(target.state().running()).isEmpty();
  }

  @Test
  void openedAgainItCarriesOnWithTheReleaseThatHadTheTraffic() throws Exception {
    control().start(release(1), app("good"), line -> {});
    control().start(release(2), app("good"), line -> {});
    control().route(release(2));
    target.close();
    target = described().open();
    assertThat(target.state().serving()).isEqualTo(2);
    assertThat(get(target.address(), "/")).endsWith("hello 2");
  }

  @Test
  void whatAnEarlierVirtualMachineHasLeftIsEndedFirst() throws Exception {
    target.close();
    AppProcess orphan = AppProcess.start(
        List.of("sleep", "600"), directory, java.util.Map.of(), directory.resolve("orphan.log"));
    Files.writeString(directory.resolve("running/7"), orphan.identity().toString());
    AppProcess rehearsal = AppProcess.start(
        List.of("sleep", "600"), directory, java.util.Map.of(), directory.resolve("copy.log"));
    Files.writeString(
        directory.resolve("running/7-rehearsal"), rehearsal.identity().toString());
    target = described().open();
    assertThat(orphan.isAlive()).isFalse();
    assertThat(rehearsal.isAlive()).isFalse();
    assertThat(Files.list(directory.resolve("running"))).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAnEarlierVirtualMachineHasLeftIsFoundAlsoWhenTheClockWasSet() throws Exception {
    target.close();
    AppProcess orphan = AppProcess.start(
        List.of("sleep", "600"), directory, java.util.Map.of(), directory.resolve("orphan.log"));
    String start = Long.toString(orphan.identity().process().start());
    Files.writeString(
        directory.resolve("running/7"), orphan.identity().toString().replace(start, "2000"));
    target = described().open();
    assertThat(orphan.isAlive()).isFalse();
  }

  @Test
  void aNoteOfAnEarlierSnapshotIsReadAndAStrangerWithTheNumberIsLeftAlone() throws Exception {
    target.close();
    AppProcess orphan = AppProcess.start(
        List.of("sleep", "600"), directory, java.util.Map.of(), directory.resolve("orphan.log"));
    Path note = directory.resolve("running/7");
    Files.writeString(note, orphan.pid() + " 2026-01-01T10:00:00Z true");
    described().open().close();
    assertThat(orphan.isAlive()).isTrue();
    Instant start = Instant.ofEpochMilli(orphan.identity().process().start());
    Files.writeString(note, orphan.pid() + " " + start + " true");
    target = described().open();
    assertThat(orphan.isAlive()).isFalse();
  }

  @Test
  void aNoteThatCannotBeReadIsToldAndNotGuessed() throws Exception {
    target.close();
    Path note = Files.writeString(directory.resolve("running/7"), "12 soon true");
    assertThatThrownBy(() -> described().open())
        .isInstanceOf(TargetException.class)
        .hasMessageContaining("running/7: a note about a running application that cannot be read");
    Files.delete(note);
    target = described().open();
  }

  @Test
  void closingEndsTheApplicationsWithTheirDescendants() throws Exception {
    target.close();
    target = described().command("sh", "-c", command() + " & wait").open();
    control().start(release(1), app("good"), line -> {});
    ProcessHandle shell = ProcessHandle.of(
            AppProcess.Identity.parse(Files.readString(directory.resolve("running/1")))
                .process()
                .pid())
        .orElseThrow();
    ProcessHandle java = shell.descendants().findFirst().orElseThrow();
    CompletableFuture<ProcessHandle> ended = java.onExit();
    target.close();
    assertThat(ended.join().isAlive()).isFalse();
    assertThat(shell.isAlive()).isFalse();
    assertThatThrownBy(() -> target.state())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the local target " + directory + " is closed");
  }

  @Test
  void everythingWrongWithADescriptionIsToldAtOnce() {
    assertThatThrownBy(() -> LocalTarget.at(directory.resolve("other"))
            .port(70000)
            .startWithin(Duration.ZERO)
            .open())
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  private LocalTargetBuilder described() {
    return LocalTarget.at(directory).command(TinyApp.command());
  }

  private static String command() {
    return String.join(" ", TinyApp.command());
  }

  private static ReleaseFiles app(String mode) {
    try {
      return files(TinyApp.jar(apps, mode), "sha256:" + mode);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String get(URI address, String path) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      send(socket, path);
      return receive(socket);
    }
  }

  private static void send(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private static String receive(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
