package dev.slipway.deploy.target;

/**
 * Something that not every target can do.
 *
 * @since 0.1
 */
public enum TargetAbility {
  /** It puts the files of an artifact in place. */
  FILES("put files in place"),
  /** It runs images. */
  IMAGES("run images"),
  /**
   * It runs releases beside each other, so that a new one can prove itself before it has traffic. A target without it puts a release in place when it
   * is told to start it, and runs it when the traffic is led to it.
   */
  RUNS_BESIDE("run releases beside each other"),
  /** It starts one more copy of a release beside the one that runs, so that the way back to it can be proved. */
  REHEARSE("start one more copy of a release"),
  /** It gives secrets to the releases that it starts, and keeps them from everybody else. */
  SECRETS("give secrets to releases"),
  /** It has several places and can lead the traffic to a release in batches of them. */
  BATCHES("lead the traffic over in batches"),
  /** It can lead a share of the traffic to a release, as a canary needs it. */
  SHARE_TRAFFIC("share traffic");

  private final String words;

  TargetAbility(String words) {
    this.words = words;
  }

  /** Returns the ability in words, as what a target can do. */
  public String inWords() {
    return words;
  }
}
