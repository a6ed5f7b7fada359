package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import org.jspecify.annotations.Nullable;

/** Waits until an image has been pulled. */
final class Pull extends Answer<PullResponseItem> {
  private volatile @Nullable String refusal;

  @Override
  public void onNext(PullResponseItem item) {
    ErrorDetail detail = item.getErrorDetail();
    if (detail != null && refusal == null) {
      String message = detail.getMessage();
      refusal = message == null ? "the engine does not say why" : message;
    }
  }

  @Override
  protected void throwFirstError() {
    super.throwFirstError();
    String told = refusal;
    if (told != null) {
      throw new DockerClientException(told);
    }
  }
}
