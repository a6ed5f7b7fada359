package dev.slipway.git;

/**
 * What was seen on the way to a remote. JGit tells some refusals by the text of a message alone; these tell them for sure.
 */
final class Signs {
  volatile int httpStatus;
  volatile boolean loginWanted;
  volatile boolean loginRefused;
  volatile boolean hostKeyRefused;
}
