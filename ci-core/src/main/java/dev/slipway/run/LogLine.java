package dev.slipway.run;

import dev.slipway.model.LogStream;
import java.time.Instant;

/**
 * A line of a step's log, without its line end. Immutable.
 *
 * @param at when it began to be written
 * @param stream which stream it was written to
 * @param text the line as UTF-8 text, with secrets redacted
 * @since 0.1
 */
public record LogLine(Instant at, LogStream stream, String text) {}
