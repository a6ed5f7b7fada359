package dev.slipway.docker;

import com.github.dockerjava.core.util.CertificateUtils;
import dev.slipway.diagnostic.Problem;
import dev.slipway.runtime.RuntimeUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How an engine is talked to in secret: the files {@code ca.pem}, {@code cert.pem} and {@code key.pem} as the docker command
 * line keeps them. Immutable.
 *
 * @param directory where the files are, each of which may be missing; null for none
 * @param verify whether the engine has to prove who it is
 */
record EngineTls(@Nullable Path directory, boolean verify) {
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Reads the files.
   *
   * @throws RuntimeUnavailableException if one of them cannot be used
   */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), verify ? trust() : new TrustManager[] {new AnyEngine()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  private KeyManager @Nullable [] keys() {
    Path certificate = file("cert.pem");
    Path key = file("key.pem");
    if (certificate == null || key == null) {
      return null;
    }
    PrivateKey secret = key(key);
    Certificate[] chain = certificates(certificate);
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("client", secret, NO_PASSWORD, chain);
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(key, "the key of " + certificate, e);
    }
  }

  /** Without an authority of its own an engine must be known to one that Java trusts. */
  private TrustManager @Nullable [] trust() {
    Path authority = file("ca.pem");
    if (authority == null) {
      return null;
    }
    try {
      KeyStore store = emptyStore();
      for (Certificate certificate : certificates(authority)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(authority, "certificates in PEM", e);
    }
  }

  private @Nullable Path file(String name) {
    Path file = directory == null ? null : directory.resolve(name);
    return file != null && Files.exists(file) ? file : null;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Certificate[] certificates(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] found = CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .toArray(new Certificate[0]);
      if (found.length > 0) {
        return found;
      }
      throw unusable(file, "certificates in PEM", null);
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(file, "certificates in PEM", e);
    }
  }

  /** No cause is told: it might quote the key. */
  private static PrivateKey key(Path file) {
    try {
      PrivateKey key = CertificateUtils.loadPrivateKey(Files.readString(file));
      if (key != null) {
        return key;
      }
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw unusable(file, "a private key in PEM without a password", null);
    }
    throw unusable(file, "a private key in PEM without a password", null);
  }

  private static RuntimeUnavailableException unusable(
      Path file, String expected, @Nullable Throwable cause) {
    return new RuntimeUnavailableException(
        new Problem(
            file.toString(),
            "the file cannot be used to talk to an engine",
            expected,
            "repair it, or name another directory with DOCKER_CERT_PATH"),
        cause);
  }

  /** Believes what any engine says about itself, as the user has asked for. */
  private static final class AnyEngine extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
