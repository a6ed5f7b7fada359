package dev.slipway.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.config.ConfigurationException;
import dev.slipway.config.SlipwayYaml;
import dev.slipway.diagnostic.Problem;
import dev.slipway.model.Image;
import dev.slipway.model.Pipeline;
import dev.slipway.model.PullPolicy;
import dev.slipway.model.StepRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageFormatsTest {
  private static final SlipwayYaml FILES = SlipwayYaml.standard()
      .withKey("imageBuild", ImageBuild.format())
      .withKey("imagePush", ImagePush.format());

  @Test
  void buildsAndPushesAreReadAsTheyAreWritten() {
    Pipeline pipeline = Pipeline.named("p", p -> {
      StepRef<Image> plain = p.run("plain", ImageBuild.of("."));
      p.run(
          "all",
          ImageBuild.of("app")
              .dockerfile("Other")
              .arg("B", "3.10")
              .arg("A", "")
              .target("t")
              .label("x.y", "z")
              .tag("a:1", "b:2")
              .cacheFrom("c:3")
              .platform("linux/arm64")
              .pull(PullPolicy.ALWAYS)
              .login("registry.example:5000", "ci", "TOKEN"));
      p.run("push", ImagePush.of(plain).to("registry.example/a:1", "registry.example/b"));
      p.run(
          "name",
          ImagePush.of(Image.of("x:1").login("u", "S")).to("registry.example/x").login("ci", "T"));
    });
    assertThat(FILES.parse("f", FILES.write(pipeline))).isEqualTo(pipeline);
  }

  @Test
  void actionsThatSayTheSameAreEqual() {
    assertThat(ImageBuild.of(".").tag("a:1")).isEqualTo(ImageBuild.of(".").tag("a:1"));
    assertThat(ImageBuild.of(".").tag("a:1"))
        .hasSameHashCodeAs(ImageBuild.of(".").tag("a:1"));
    assertThat(ImageBuild.of(".")).isNotEqualTo(ImageBuild.of("..")).isNotEqualTo("x");
    ImagePush push = ImagePush.of(Image.of("a")).to("registry.example/a");
    assertThat(ImagePush.of(Image.of("a")).to("registry.example/a"))
        .isEqualTo(push)
        .hasSameHashCodeAs(push);
    assertThat(push.login("u", "S")).isNotEqualTo(push);
  }

  @Test
  void mistakesHaveTheirPlaces() {
    assertThat(problems("""
            pipeline: p
            steps:
              - run: a
                imageBuild: {contxt: .}
              - run: b
                imagePush: {image: [x], to: registry.example/a, login: {user: ci}}
              - run: c
                imageBuild: {context: ., pull: seldom}
            """))
        .extracting(problem -> problem.place() + " " + problem.found())
        .containsExactly(
            "f:4:17 no key 'context'",
            "f:4:18 the key 'contxt', which is not known here",
            "f:6:24 a list",
            "f:6:60 no key 'password'",
            "f:8:36 the text 'seldom'");
  }

  private static List<Problem> problems(String text) {
    return catchThrowableOfType(ConfigurationException.class, () -> FILES.parse("f", text))
        .problems();
  }
}
