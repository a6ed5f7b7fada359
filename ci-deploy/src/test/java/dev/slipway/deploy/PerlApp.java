package dev.slipway.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web application as a script for the perl that every Debian has: it starts at once, so that many of them can. */
public final class PerlApp {
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
        select undef, undef, undef, 0.005 if $request =~ m{ /work };
        my $bad = $mode eq 'bad' || ($mode eq 'bad in traffic' && $forwarded);
        my $status = $bad && $request =~ m{ /health } ? '500 bad' : '200 OK';
        my $body = $greeting . ($length ? ' ' . length $upload : '');
        print $client "HTTP/1.1 $status\r\nContent-Length: " . length($body) . "\r\nConnection: close\r\n\r\n$body";
        close $client;
        exit 0;
      }
      """;

  private PerlApp() {}

  /** Writes the application that behaves as the mode says: good, bad, bad in traffic or crash. */
  public static Path script(Path directory, String mode) throws IOException {
    return Files.writeString(
        directory.resolve(mode.replace(' ', '-') + ".pl"), APP.replace("@MODE@", mode));
  }
}
