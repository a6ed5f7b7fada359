package dev.slipway.smoke;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Stands between the client and the network during one call: the client does nothing that is not reported, and a failure is told by
 * how far the call had come.
 */
final class CallWatch extends EventListener implements Interceptor {
  /** What the client would act upon by itself: it repeats requests, or takes the answer for a fault. */
  private static final Set<Integer> HIDDEN = Set.of(407, 408, 421, 503);

  private static final int PLAIN_ERROR = 500;

  /** As many as the client follows, which would give up with an exception that says no more than its text. */
  private static final int MOST_REDIRECTS = 20;

  private int answers;
  private volatile int status;
  private volatile String place = "";
  private volatile boolean connected;

  /** Called before a connection is looked for, for the first request and for each redirect that needs another one. */
  @Override
  public void proxySelectStart(Call call, HttpUrl url) {
    place = Words.place(url.host(), url.port());
    connected = false;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    connected = true;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    status = response.code();
    String location = response.header("Location");
    if (++answers > MOST_REDIRECTS && response.isRedirect() && location != null) {
      response.close();
      throw new EndlessRedirects(location);
    }
    return HIDDEN.contains(status) ? response.newBuilder().code(PLAIN_ERROR).build() : response;
  }

  /** Returns host and port to which the last connection was made, or could not be made. */
  String place() {
    return place;
  }

  boolean connected() {
    return connected;
  }

  /** There were more redirects than are followed. */
  static final class EndlessRedirects extends IOException {
    private static final long serialVersionUID = 1;

    private final String location;

    EndlessRedirects(String location) {
      this.location = location;
    }

    Finding finding() {
      return new Finding.WrongAnswer(List.of(new Finding.Mismatch(
          "redirects", MOST_REDIRECTS + " at most", "more, the last to " + Words.quote(location))));
    }
  }

  /** Returns the status of the last answer, as it came. */
  int status() {
    return status;
  }
}
