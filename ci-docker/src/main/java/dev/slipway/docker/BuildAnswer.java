package dev.slipway.docker;

import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ResponseItem.AuxDetail;
import com.github.dockerjava.api.model.ResponseItem.ErrorDetail;
import dev.slipway.model.LogStream;
import dev.slipway.model.StepLog;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes what a builder tells to the log of a step, as it comes, and remembers how far it is. */
final class BuildAnswer extends Answer<BuildResponseItem> {
  private static final Pattern STEP =
      Pattern.compile("Step ([0-9]{1,6})/[0-9]+ : .*", Pattern.DOTALL);
  private static final String RED = "\u001b[91m";
  private static final String PLAIN = "\u001b[0m";

  private final OutputStream out;
  private final OutputStream err;
  private volatile int step;
  private volatile @Nullable String refusal;
  private volatile @Nullable String id;
  private volatile @Nullable String shortId;

  BuildAnswer(StepLog log) {
    this.out = log.stream(LogStream.OUT);
    this.err = log.stream(LogStream.ERR);
  }

  /** Returns the number of the instruction that was begun last, from 1; 0 before the first. */
  int step() {
    return step;
  }

  /** Returns why the builder gave up, if it did. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }

  /** Returns the id of the image, which may be a short one; empty if there is none. */
  Optional<String> imageId() {
    return Optional.ofNullable(id).or(() -> Optional.ofNullable(shortId));
  }

  @Override
  public void onNext(BuildResponseItem item) {
    ErrorDetail error = item.getErrorDetail();
    if (error != null && refusal == null) {
      String message = error.getMessage();
      refusal = message == null ? "the engine does not say why" : message;
    }
    AuxDetail told = item.getAux();
    if (told != null && told.getRawValues().get("ID") instanceof String full) {
      id = full;
    }
    if (item.isBuildSuccessIndicated()) {
      shortId = item.getImageId();
    }
    String text = item.getStream();
    if (text != null && !text.isEmpty()) {
      Matcher begun = STEP.matcher(text);
      step = begun.matches() ? Integer.parseInt(begun.group(1)) : step;
      write(text);
    }
  }

  /** The builder prints in red what commands write to their error output. */
  private void write(String text) {
    boolean red = text.startsWith(RED);
    String plain = red ? text.substring(RED.length()).replace(PLAIN, "") : text;
    try {
      (red ? err : out).write(plain.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
