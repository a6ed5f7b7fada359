package dev.slipway.deploy.docker;

import dev.slipway.docker.DockerHost;
import dev.slipway.docker.DockerRuntime;
import dev.slipway.docker.Hosted;
import dev.slipway.model.Image;
import dev.slipway.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** A Docker target of the test's own, with an application that is a script for the perl of Debian. Everything of it is removed at the end. */
public final class DockerFixture implements AutoCloseable {
  private static final String APP = """
      use IO::Socket::INET;
      my $mode = '@MODE@';
      $| = 1;
      $mode eq 'crash' and do { print "no database\n"; exit 3 };
      my $greeting = $ENV{GREETING};
      if ($ENV{GREETING_FILE}) {
        open my $file, '<', $ENV{GREETING_FILE} or die $!;
        local $/;
        $greeting = <$file>;
      }
      $SIG{CHLD} = 'IGNORE';
      $SIG{TERM} = sub { exit 0 };
      my $server = IO::Socket::INET->new(LocalPort => $ENV{PORT}, Listen => 200, ReuseAddr => 1) or die $!;
      while (1) {
        my $client = $server->accept or next;
        if (fork) { close $client; next }
        my $request = <$client>;
        my ($length, $forwarded) = (0, 0);
        while (my $header = <$client>) {
          last if $header =~ /^\r?$/;
          $length = $1 if $header =~ /^content-length: *([0-9]+)/i;
          $forwarded = 1 if $header =~ /^x-forwarded-for:/i;
        }
        read($client, my $upload, $length) if $length;
        my $bad = $mode eq 'bad' || ($mode eq 'traffic' && $forwarded);
        my $status = $bad && $request =~ m{ /health } ? '500 bad' : '200 OK';
        my $body = $greeting . ($length ? ' ' . length $upload : '');
        print $client "HTTP/1.1 $status\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
        close $client;
        exit 0;
      }
      """;

  private final SystemTime time = SystemTime.create();
  private final DockerRuntime runtime = DockerRuntime.builder(time).connect();
  private final DockerHost host = DockerHost.of(runtime);
  private final String name;
  private final Path directory;

  public DockerFixture(Path directory) {
    this(directory, "test-" + UUID.randomUUID().toString().substring(0, 8));
  }

  /** Makes that of another process. */
  public DockerFixture(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** Describes the target as a user does. */
  public DockerTargetBuilder described() {
    return DockerTarget.on(host, name, time)
        .image(Image.of("slipway/debian:12"))
        .proxy(Image.of("slipway/proxy:1"))
        .command("perl", "/app/app.jar")
        .port(8080)
        .directory(directory.resolve("proxy"))
        .startWithin(Duration.ofSeconds(20))
        .stopWithin(Duration.ofSeconds(2));
  }

  public DockerHost host() {
    return host;
  }

  public String name() {
    return name;
  }

  /** Writes the application that behaves as the mode says: good, bad, traffic or crash. */
  public static Path app(Path directory, String mode) throws IOException {
    return Files.writeString(
        directory.resolve(mode.replace(' ', '-') + ".pl"),
        APP.replace("@MODE@", mode.replace("bad in traffic", "traffic")));
  }

  @Override
  public void close() throws Exception {
    for (Hosted each : host.find(DockerTarget.TARGET, name)) {
      host.remove(each.name());
    }
    host.removeNetwork("slipway-" + name);
    for (String volume : host.volumes("dev.slipway.fence", name)) {
      host.removeVolume(volume);
    }
    runtime.close();
    time.close();
  }
}
