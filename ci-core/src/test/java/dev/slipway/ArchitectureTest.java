package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The shape of the main code of one module. The build runs this class in each library module, on the classes of that
 * module; the tables hold for all of them.
 */
class ArchitectureTest {

  /** Package and the packages it may use. A star stands for every package but the root, which nothing uses. */
  private static final String ARROWS = """
      diagnostic      ->
      time            ->
      host            ->
      json            -> diagnostic
      secret          -> diagnostic
      model           -> pattern, diagnostic, secret, time, json
      config.yaml     -> diagnostic
      config          -> config.yaml, model, diagnostic, secret, json
      config.codeship -> pattern, config, config.yaml, model, secret, diagnostic, json
      run             -> model, diagnostic, secret
      runtime         -> model, secret, diagnostic, time
      runtime.process -> host, runtime, model, secret, diagnostic, time
      file            ->
      pattern         ->
      artifact        -> file, model, diagnostic, json
      cache           -> file, artifact, model, secret, diagnostic, json, time
      git             -> file, model, secret, diagnostic, time
      journal         -> file, run, model, secret, diagnostic, json, artifact, time
      engine          -> runtime, artifact, cache, secret, run, model, diagnostic, time, journal, json
      browser         -> host, file, diagnostic, time, json
      smoke           -> browser, host, config, model, secret, diagnostic, time, json
      store           -> host, secret, diagnostic, time
      history         -> store, run, model, diagnostic
      report          -> run, model, diagnostic
      console         -> run, model, diagnostic, time
      notify          -> run, model, secret, diagnostic
      testing         -> *
      root            -> *
      docker.config   -> runtime, diagnostic, time, json
      docker.archive  ->
      docker.context  -> docker.archive, model, diagnostic
      docker.workspace -> docker.archive, runtime, diagnostic, time
      docker          -> host, config, config.codeship, docker.archive, docker.config, docker.context, docker.workspace, runtime, model, secret, diagnostic, time, json
      deploy.release  -> model, secret, diagnostic, time, json
      deploy.target   -> deploy.release, model, secret, diagnostic, time
      deploy.canary   ->
      deploy.strategy -> deploy.canary
      deploy          -> artifact, store, config, deploy.strategy, deploy.canary, deploy.target, deploy.release, model, run, secret, diagnostic, time, smoke, json
      deploy.proxy    -> deploy.target, diagnostic, time
      deploy.docker   -> secret, docker, runtime, deploy.proxy, deploy.target, deploy.release, model, diagnostic, time
      deploy.heroku   -> secret, docker, runtime, deploy.target, deploy.release, model, diagnostic, time, json
      deploy.ssh      -> secret, docker.archive, deploy.proxy, deploy.target, deploy.release, model, diagnostic, time
      deploy.local    -> host, runtime.process, deploy.target, deploy.release, model, secret, diagnostic, time, json
      """;

  /** Packages of a third-party library and the only packages of ours that may use them. */
  private static final String LIBRARIES = """
      com.fasterxml.jackson, com.jayway.jsonpath -> json
      org.eclipse.jgit                           -> git
      org.apache.sshd                            -> git, deploy.ssh
      org.openqa.selenium                        -> browser
      okhttp3, okio, kotlin                      -> smoke, notify, deploy.heroku
      org.yaml.snakeyaml                         -> config.yaml
      com.google.re2j                            -> pattern
      com.github.dockerjava                      -> docker
      org.apache.commons.compress                -> docker.archive, docker.workspace
      io.undertow, org.xnio                      -> deploy.local
      org.slf4j, org.jspecify                    -> *
      """;

  private static final ArchitectureRules RULES = new ArchitectureRules(
      "dev.slipway",
      new ClassFileImporter()
          .importPath(Path.of(System.getProperty("basedir", ""), "target", "classes")));

  @Test
  void theClassesOfTheModuleAreRead() {
    assertThat(RULES.classes()).isNotEmpty();
  }

  @Test
  void packagesHaveNoCycle() {
    assertThat(RULES.cycles()).isEmpty();
  }

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    assertThat(RULES.forbiddenArrows(ARROWS)).isEmpty();
  }

  @Test
  void publicSignaturesNameOnlyTheJdkAndSlipway() {
    assertThat(RULES.foreignTypesInSignatures()).isEmpty();
  }

  @Test
  void eachLibraryIsUsedOnlyByThePackageThatOwnsIt() {
    assertThat(RULES.forbiddenLibraries(LIBRARIES)).isEmpty();
  }

  @Test
  void clocksPausesAndThreadsComeFromTimeAlone() {
    assertThat(RULES.ownClocksAndThreads("time")).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(RULES.packagesNotNullMarked()).isEmpty();
  }
}
