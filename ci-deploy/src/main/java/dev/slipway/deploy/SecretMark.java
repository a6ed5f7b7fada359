package dev.slipway.deploy;

/**
 * What a release notes of a secret whose source keeps its versions, in place of the mark of a sealed one.
 *
 * @param name what the source calls the secret
 * @param version what the source calls the version
 */
record SecretMark(String name, String version) {
  private static final char BETWEEN = '@';

  /** Returns whether a mark is one of these; that of a sealed secret has nothing but hexadecimal digits. */
  static boolean isVersion(String mark) {
    return mark.indexOf(BETWEEN) >= 0;
  }

  /** Reads a mark; a version has no such letter in it. */
  static SecretMark of(String mark) {
    int between = mark.lastIndexOf(BETWEEN);
    return new SecretMark(mark.substring(0, between), mark.substring(between + 1));
  }

  /** Returns the mark, such as {@code shop/password@7}. */
  @Override
  public String toString() {
    return name + BETWEEN + version;
  }
}
