package dev.slipway.examples;

import dev.slipway.engine.BuildRequest;
import dev.slipway.git.GitException;
import dev.slipway.git.GitHead;
import dev.slipway.model.Pipeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a build of a CodeShip project is told of itself: what the repository in its directory says, where there is one, as far as
 * the arguments say nothing else.
 *
 * @param commit the id of the commit
 * @param branch the branch, or null
 * @param tag the tag, or null
 * @param variables what the repository says beside these
 */
record CodeshipFacts(
    String commit, @Nullable String branch, @Nullable String tag, Map<String, String> variables) {
  private static final String NO_COMMIT = "0".repeat(40);

  static CodeshipFacts of(CodeshipArguments wanted) throws InterruptedException {
    Optional<GitHead> head = head(wanted);
    String branch = wanted.branch();
    if (head.isEmpty()) {
      return new CodeshipFacts(NO_COMMIT, branch, wanted.tag(), Map.of());
    }
    if (branch == null && wanted.tag() == null) {
      branch = head.get().revision().branch();
    }
    return new CodeshipFacts(
        head.get().revision().id(), branch, wanted.tag(), variables(head.get()));
  }

  /** Asks for a build of this pipeline that knows all of it. */
  BuildRequest request(Pipeline pipeline) {
    BuildRequest request = BuildRequest.of(pipeline, new WorkingTree(commit, branch, tag));
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      request = request.variable(variable.getKey(), variable.getValue());
    }
    return request;
  }

  /** The message is a variable and no part of the revision: who starts a build by hand wants it, even of a commit that skips builds. */
  private static Map<String, String> variables(GitHead head) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("CI_COMMIT_ID", head.revision().id());
    variables.put("CI_COMMIT_MESSAGE", head.revision().message().strip());
    variables.put("CI_COMMIT_DESCRIPTION", head.description());
    variables.put("CI_COMMITTER_NAME", head.committer());
    variables.put("CI_COMMITTER_EMAIL", head.committerEmail());
    variables.put("CI_COMMITTER_USERNAME", head.committer());
    return variables;
  }

  /** A project can be planned and run without its repository. */
  private static Optional<GitHead> head(CodeshipArguments wanted) throws InterruptedException {
    try {
      return GitHead.of(wanted.directory());
    } catch (GitException e) {
      System.err.println("warning: " + e.getMessage());
      return Optional.empty();
    }
  }
}
