package dev.slipway.config;

/** What was read, as something to do to what is built. A builder is changed and returned, of a value a copy is. */
interface Change<B> {
  B on(B built);
}
