package dev.slipway.deploy.docker;

/**
 * How the proxy shares requests between two releases. It shares them between containers, so the weight of one container depends on how many each release has.
 *
 * @param fresh the weight of each container of the release that gets the percentage
 * @param old the weight of each container of the one that has the rest
 */
record Shares(int fresh, int old) {
  /** The weight of each container of a release that has all requests. */
  static final int ALL = 100;

  // the largest weight that HAProxy takes
  private static final int MOST = 256;

  /**
   * Returns the weights with which a release gets a percentage, as near as weights can.
   *
   * @param percent from 1 to 99
   * @param freshCount how many containers the release has, 1 or more
   * @param oldCount how many the other one has, 1 or more
   */
  static Shares of(int percent, int freshCount, int oldCount) {
    double ratio = (double) percent * oldCount / ((100 - percent) * freshCount);
    Shares best = new Shares(1, 1);
    double least = Double.MAX_VALUE;
    for (int larger = 1; larger <= MOST; larger++) {
      int smaller = Math.max(1, (int) Math.round(larger * Math.min(ratio, 1 / ratio)));
      Shares shares = ratio < 1 ? new Shares(smaller, larger) : new Shares(larger, smaller);
      double error = Math.abs(shares.percent(freshCount, oldCount) - percent);
      if (error < least) {
        best = shares;
        least = error;
      }
    }
    return best;
  }

  /** Returns how many of 100 requests the release gets by these weights. */
  double percent(int freshCount, int oldCount) {
    double gets = (double) fresh * freshCount;
    return 100 * gets / (gets + (double) old * oldCount);
  }
}
