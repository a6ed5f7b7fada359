package dev.slipway.examples;

import dev.slipway.diagnostic.SlipwayException;
import dev.slipway.time.SystemTime;
import dev.slipway.time.Time;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Entry point of the runnable jar: the first argument names the story, the others are for it. */
public final class Main {
  private static final List<Story> STORIES = List.of(
      new QuickstartStory(),
      new PipelineStory(),
      new CustomStepStory(),
      new SmokeStory(),
      new RollbackStory(),
      new SimulateStory(),
      new ResumeStory(),
      new CodeshipStory(),
      new BenchStory());

  private Main() {}

  /** Runs the story named by the first argument, or lists the stories when there is none. */
  public static void main(String[] args) throws Exception {
    Thread teller = Thread.currentThread();
    CountDownLatch told = new CountDownLatch(1);
    // Ctrl-C ends the story where it is, and what it opened is closed in order.
    Time.Timer exit = SystemTime.atExit("end of the story", () -> {
      if (told.getCount() > 0) {
        teller.interrupt();
        await(told);
      }
    });
    int status;
    try {
      status = run(Arrays.asList(args));
    } finally {
      told.countDown();
      exit.cancel();
    }
    System.out.flush();
    if (status != 0) {
      System.exit(status);
    }
  }

  private static void await(CountDownLatch told) {
    try {
      if (!told.await(1, TimeUnit.MINUTES)) {
        System.err.println("The story did not end within a minute.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static int run(List<String> args) throws Exception {
    if (args.isEmpty()) {
      System.out.println("usage: java -jar slipway-examples.jar STORY [ARGUMENT...]");
      STORIES.forEach(story -> System.out.printf("  %-11s %s%n", story.name(), story.summary()));
      return 0;
    }
    for (Story story : STORIES) {
      if (story.name().equals(args.get(0))) {
        return told(story, args.subList(1, args.size()));
      }
    }
    System.err.println(
        "There is no story '" + args.get(0) + "'; without arguments the stories are listed.");
    return 2;
  }

  private static int told(Story story, List<String> arguments) throws Exception {
    try {
      return story.tell(arguments);
    } catch (InterruptedException e) {
      System.err.println("The story was interrupted.");
      return 1;
    } catch (SlipwayException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }
}
