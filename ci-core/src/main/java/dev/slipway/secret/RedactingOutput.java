package dev.slipway.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * A stream that passes bytes on with every secret replaced by {@code ***}, wherever the borders of the writes are.
 *
 * <p>Bytes that may be the beginning of a secret are held back until the next bytes decide, and no others: what cannot be part
 * of a secret is passed on by the write that brought it, uncopied. {@link #flush()} does not release what is held back, and neither does
 * time, since the rest of the secret may still come; so the end of a prompt is delayed if, and only if, it reads like the
 * beginning of a secret. {@link #finish()} and {@link #close()} release it. At most a few KiB are held back.
 *
 * <p>Not safe for use by several threads at a time. If the target throws, what it took is unknown and the stream should be given
 * up.
 *
 * @since 0.1
 */
public final class RedactingOutput extends OutputStream {
  private static final byte[] MASK = Secret.MASK.getBytes(US_ASCII);
  private static final int SLICE = 1 << 20;

  private final Automaton automaton;
  private final Prefilter prefilter;
  private final OutputStream target;

  private Automaton.State state;
  private byte[] held = new byte[256];
  private int heldLength;
  private boolean lastWasMask;
  private boolean masked;
  private boolean closed;

  // Disjoint, ascending, counted from the first byte held back.
  private final Deque<Span> masks = new ArrayDeque<>();

  private record Span(int from, int to) {}

  RedactingOutput(Automaton automaton, Prefilter prefilter, OutputStream target) {
    this.automaton = automaton;
    this.prefilter = prefilter;
    this.target = target;
    this.state = automaton.root();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("the stream is closed");
    }
    for (int from = offset; from < offset + length; from += SLICE) {
      pass(bytes, from, from + Math.min(SLICE, offset + length - from));
    }
  }

  /** Flushes the target. What is held back stays held back. */
  @Override
  public void flush() throws IOException {
    target.flush();
  }

  /**
   * Ends the text: passes on what is held back, and flushes the target. If the text ends after more than half of a secret, that
   * beginning is masked too. What is written afterwards is a new text.
   *
   * @throws IOException if the target throws it
   */
  public void finish() throws IOException {
    if (state.most > 0) {
      mask(heldLength - state.most, heldLength);
    }
    emit(heldLength, held, 0);
    heldLength = 0;
    masks.clear();
    state = automaton.root();
    target.flush();
  }

  /** Finishes the text and closes the target. Does nothing if the stream is closed. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (target) {
      finish();
    }
  }

  /** Returns whether anything was masked so far: whether there is a secret in what was written. */
  public boolean hasMasked() {
    return masked;
  }

  private void pass(byte[] bytes, int from, int to) throws IOException {
    int shift = heldLength - from;
    Automaton.State now = state;
    int undecided = from;
    int at = from;
    while (at < to) {
      if (now.held == 0 && at >= undecided) {
        at = prefilter.skip(bytes, at, to);
        undecided = at + Prefilter.STRIDE;
      }
      now = automaton.step(now, bytes[at], prefilter.mayBegin(bytes, at, to));
      at++;
      if (now.matched > 0) {
        mask(at + shift - now.matched, at + shift);
      }
    }
    state = now;
    int decided = to + shift - now.held;
    emit(decided, bytes, from);
    hold(decided, bytes, from, to);
  }

  private void mask(int from, int to) {
    int start = from;
    while (!masks.isEmpty() && masks.getLast().to >= start) {
      start = Math.min(start, masks.removeLast().from);
    }
    masks.addLast(new Span(start, to));
    masked = true;
  }

  /** Passes on what is before {@code end}; what the held bytes do not have is in {@code bytes}. */
  private void emit(int end, byte[] bytes, int from) throws IOException {
    int at = 0;
    while (!masks.isEmpty() && masks.getFirst().from < end) {
      Span mask = masks.removeFirst();
      plain(at, mask.from, bytes, from);
      if (!lastWasMask) {
        target.write(MASK, 0, MASK.length);
        lastWasMask = true;
      }
      at = Math.min(mask.to, end);
      if (mask.to > end) {
        masks.addFirst(new Span(end, mask.to));
      }
    }
    plain(at, end, bytes, from);
  }

  private void plain(int start, int end, byte[] bytes, int from) throws IOException {
    if (start >= end) {
      return;
    }
    lastWasMask = false;
    int border = Math.min(end, heldLength);
    if (start < border) {
      target.write(held, start, border - start);
    }
    int rest = Math.max(start, heldLength);
    if (rest < end) {
      target.write(bytes, from + rest - heldLength, end - rest);
    }
  }

  private void hold(int decided, byte[] bytes, int from, int to) {
    int kept = Math.max(0, heldLength - decided);
    int added = Math.min(to - from, heldLength + to - from - decided);
    byte[] room = kept + added <= held.length ? held : new byte[(kept + added) * 2];
    System.arraycopy(held, heldLength - kept, room, 0, kept);
    System.arraycopy(bytes, to - added, room, kept, added);
    held = room;
    heldLength = kept + added;
    for (int i = masks.size(); i > 0; i--) {
      Span mask = masks.removeFirst();
      masks.addLast(new Span(mask.from - decided, mask.to - decided));
    }
  }
}
