package dev.slipway.deploy;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyMap;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.slipway.deploy.ssh.TestFilesOnDisk;
import dev.slipway.model.Artifact;
import dev.slipway.model.BuildContext;
import dev.slipway.model.Image;
import dev.slipway.model.Revision;
import dev.slipway.model.StepContext;
import dev.slipway.model.StepLog;
import dev.slipway.secret.Secret;
import dev.slipway.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** What a deployment sees of a build, with everything it reports. */
final class FakeSteps {
  final List<String> reported = new ArrayList<>();
  final List<Map<String, Object>> payloads = new ArrayList<>();
  final Map<String, String> secrets = new HashMap<>();
  final List<String> told = new CopyOnWriteArrayList<>();

  static final String IMAGE_DIGEST = "sha256:" + "1".repeat(64);
  Image image = Image.of("registry.example/shop@" + IMAGE_DIGEST);

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /** Waits until a line that begins so is logged. */
  void awaitLine(String text) throws InterruptedException {
    String line = lines.take();
    while (!line.startsWith(text)) {
      line = lines.take();
    }
  }

  StepContext context(Time time, Path file, String commit) {
    String digest = Files.isRegularFile(file) ? TestFilesOnDisk.digest(file) : "sha256:1";
    Artifact artifact = new Artifact(
        "app", "sha256:" + commit, List.of(new Artifact.Entry("app.jar", digest, 1, false)));
    StepContext context = mock();
    StepLog log = mock();
    when(context.artifact(any())).thenReturn(artifact);
    when(context.content(any())).thenReturn(file);
    when(context.input(any())).thenReturn(image);
    when(context.stepName()).thenReturn("deploy");
    when(context.buildId()).thenReturn("build-" + commit);
    when(context.revision())
        .thenReturn(
            new Revision(commit, "main", null, "Ann", "", "", Instant.EPOCH, false, List.of()));
    when(context.build()).thenReturn(BuildContext.of(Revision.of(commit, "main")));
    when(context.time()).thenReturn(time);
    when(context.secret(anyString())).thenAnswer(call -> {
      String name = call.getArgument(0);
      return Secret.of(name, secrets.get(name));
    });
    when(context.log()).thenReturn(log);
    doAnswer(call -> {
          lines.add(call.getArgument(0));
          told.add(call.getArgument(0));
          return null;
        })
        .when(log)
        .line(anyString());
    doAnswer(call -> {
          reported.add(call.getArgument(0));
          payloads.add(call.getArgument(1));
          return null;
        })
        .when(context)
        .report(anyString(), anyMap());
    return context;
  }
}
