package dev.slipway.examples;

/** Entry point of the runnable jar: the first argument names the story. */
public final class Main {
  private Main() {}

  /**
   * Runs the story named by the first argument, or lists the stories when there is none.
   *
   * @param args the story and its arguments
   */
  public static void main(String[] args) {
    System.out.println("stories: none yet; asked for " + String.join(" ", args));
  }
}
