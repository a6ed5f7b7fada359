package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.PushResponseItem;
import com.github.dockerjava.api.model.ResponseItem.AuxDetail;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import org.jspecify.annotations.Nullable;

/** Waits until an image has been pushed. */
final class PushAnswer extends Answer<PushResponseItem> {
  private volatile @Nullable String refusal;
  private volatile @Nullable String digest;

  /** Returns the digest that the registry gave the image. */
  String digest() {
    String known = digest;
    if (known == null) {
      throw new DockerClientException("the engine hung up before the image was pushed");
    }
    return known;
  }

  @Override
  public void onNext(PushResponseItem item) {
    ErrorDetail error = item.getErrorDetail();
    if (error != null && refusal == null) {
      String message = error.getMessage();
      refusal = message == null ? "the engine does not say why" : message;
    }
    AuxDetail told = item.getAux();
    if (told != null && told.getDigest() != null) {
      digest = told.getDigest();
    }
  }

  @Override
  protected void throwFirstError() {
    super.throwFirstError();
    String why = refusal;
    if (why != null) {
      throw new DockerClientException(why);
    }
  }
}
