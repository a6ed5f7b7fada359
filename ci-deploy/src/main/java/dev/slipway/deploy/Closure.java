package dev.slipway.deploy;

import java.time.Instant;

/**
 * A time in which nothing is deployed.
 *
 * @param until when it ends
 * @param why what closes, as a clause
 */
record Closure(Instant until, String why) {}
