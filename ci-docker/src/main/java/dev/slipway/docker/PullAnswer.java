package dev.slipway.docker;

import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import com.github.dockerjava.api.model.ResponseItem.ProgressDetail;
import dev.slipway.model.PullProgress;
import dev.slipway.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until an image has been pulled, and tells from time to time how far it is. */
final class PullAnswer extends Answer<PullResponseItem> {
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  private final Time time;
  private final String image;
  private final Consumer<PullProgress> ear;
  private final Map<String, Long> received = new HashMap<>();
  private final Map<String, Long> totals = new HashMap<>();
  private long told;
  private volatile @Nullable String refusal;

  PullAnswer(Time time, String image, Consumer<PullProgress> ear) {
    this.time = time;
    this.image = image;
    this.ear = ear;
    this.told = time.nanos();
    ear.accept(new PullProgress(image, 0, 0, false));
  }

  @Override
  public void onNext(PullResponseItem item) {
    ErrorDetail detail = item.getErrorDetail();
    if (detail != null && refusal == null) {
      String message = detail.getMessage();
      refusal = message == null ? "the engine does not say why" : message;
    }
    ProgressDetail progress = item.getProgressDetail();
    if (item.getId() != null && progress != null) {
      note(item.getId(), progress);
    }
  }

  /** A layer that has been downloaded is unpacked next, and counts from 0 again. */
  private void note(String layer, ProgressDetail progress) {
    Long current = progress.getCurrent();
    Long total = progress.getTotal();
    if (current == null || total == null || total <= 0) {
      return;
    }
    received.merge(layer, Math.min(current, total), Math::max);
    totals.merge(layer, total, Math::max);
    if (time.nanos() - told >= BETWEEN.toNanos()) {
      told = time.nanos();
      ear.accept(new PullProgress(image, sum(received), sum(totals), false));
    }
  }

  /** Waits for the end and tells of it. */
  void await() throws InterruptedException {
    awaitCompletion();
    ear.accept(new PullProgress(image, sum(totals), sum(totals), true));
  }

  @Override
  protected void throwFirstError() {
    super.throwFirstError();
    String why = refusal;
    if (why != null) {
      throw new DockerClientException(why);
    }
  }

  private static long sum(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }
}
