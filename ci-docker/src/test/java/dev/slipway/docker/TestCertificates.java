package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority, and the certificates of an engine on this machine and of its client, made by openssl. */
record TestCertificates(Path directory) {
  static final String PASSWORD = "open-sesame";

  /** Makes {@code ca.pem}, {@code cert.pem} and {@code key.pem} for the client, and {@code server.p12}. */
  static TestCertificates in(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    TestCertificates made = new TestCertificates(directory);
    made.openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 -subj /CN=authority");
    made.signed("server", "server-cert.pem", "subjectAltName=IP:127.0.0.1");
    made.signed("client", "cert.pem", "extendedKeyUsage=clientAuth");
    made.openssl(
        "pkcs12 -export -in server-cert.pem -inkey server-key.pem -out server.p12 -passout pass:"
            + PASSWORD);
    // the form that the docker documentation has, and Java cannot read by itself
    made.openssl("rsa -in client-key.pem -traditional -out key.pem");
    return made;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  private void signed(String name, String certificate, String extension)
      throws IOException, InterruptedException {
    Files.writeString(file(name + ".ext"), extension + "\n");
    openssl("req -newkey rsa:2048 -nodes -keyout " + name + "-key.pem -out " + name
        + ".csr -subj /CN=" + name);
    openssl(
        "x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -out "
            + certificate + " -extfile " + name + ".ext");
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
  }
}
