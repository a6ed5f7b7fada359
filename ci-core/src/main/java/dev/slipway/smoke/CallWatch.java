package dev.slipway.smoke;

import java.io.IOException;
import java.util.Set;
import okhttp3.Interceptor;
import okhttp3.Response;

/** Stands between the client and the network during one call, so that the client does nothing that is not reported. */
final class CallWatch implements Interceptor {
  /** What the client would act upon by itself: it repeats requests, or takes the answer for a fault. */
  private static final Set<Integer> HIDDEN = Set.of(407, 408, 421, 503);

  private static final int PLAIN_ERROR = 500;

  private volatile int status;

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    status = response.code();
    return HIDDEN.contains(status) ? response.newBuilder().code(PLAIN_ERROR).build() : response;
  }

  /** Returns the status of the last answer, as it came. */
  int status() {
    return status;
  }
}
