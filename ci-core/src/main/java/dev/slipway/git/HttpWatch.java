package dev.slipway.git;

import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;

/** Makes HTTP connections that note the status of each answer and wait only so long for it. */
final class HttpWatch extends JDKHttpConnectionFactory {
  private static final int CONNECT_MILLIS = 20_000;
  private static final int SILENCE_MILLIS = 60_000;

  private final Signs signs;

  HttpWatch(Signs signs) {
    this.signs = signs;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return new Watched(url, Proxy.NO_PROXY, signs);
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    return new Watched(url, proxy, signs);
  }

  private static final class Watched extends JDKHttpConnection {
    private final Signs signs;

    Watched(URL url, Proxy proxy, Signs signs) throws IOException {
      super(url, proxy);
      this.signs = signs;
    }

    // The time limits of JGit's own transport interrupt the thread, which cannot be told from a
    // build that is to stop.
    @Override
    public void setConnectTimeout(int millis) {
      super.setConnectTimeout(CONNECT_MILLIS);
    }

    @Override
    public void setReadTimeout(int millis) {
      super.setReadTimeout(SILENCE_MILLIS);
    }

    @Override
    public int getResponseCode() throws IOException {
      int status = super.getResponseCode();
      signs.httpStatus = status;
      return status;
    }
  }
}
