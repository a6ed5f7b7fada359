package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diagnostic.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReuseTest {

  @Test
  void aDefinitionSaysWhatIsKept() {
    Pipeline pipeline = Pipeline.named(
        "p",
        p -> p.include(Pipeline.named(
            "inner",
            i -> i.step(
                "x",
                s -> s.sh("mvn verify")
                    .cache(Cache.of("maven", ".m2/repository").keyedBy("**/pom.xml"))
                    .inputs("src/**", "pom.xml")))));
    assertThat(pipeline.steps().get(0).reuse())
        .isEqualTo(new Reuse(
            List.of(new Cache("maven", ".m2/repository", List.of("**/pom.xml"))),
            List.of("src/**", "pom.xml")));
  }

  @Test
  void whatIsWrongWithCachesAndInputsIsTold() {
    DefinitionException e = catchThrowableOfType(
        DefinitionException.class,
        () -> Pipeline.named("p", p -> {
          p.step(
              "x",
              s -> s.sh("true")
                  .cache(Cache.of(" ", "/root").keyedBy("pom.xml"))
                  .cache(Cache.of("a", "m2"))
                  .cache(Cache.of("a", "m2/repository").keyedBy("../pom.xml"))
                  .inputs("{src", ""));
          p.call("y", c -> {}, s -> s.inputs("src/**"));
        }));
    String glob =
        "; expected a path or a glob pattern within the workspace; to mend it, leave out /"
            + " at the beginning and .., and close brackets and braces";
    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "pipeline 'p', step 'x', cache ' ': a blank name; expected a text; to mend it, fill it in",
            "pipeline 'p', step 'x', cache ' ': the path '/root'; expected a directory within the"
                + " workspace, such as .m2/repository; to mend it, leave out /, . and .. at its ends",
            "pipeline 'p', step 'x', cache 'a': no files that make its key; expected files that say"
                + " what is in it; to mend it, name them with keyedBy(\"**/pom.xml\") or the like",
            "pipeline 'p', step 'x', cache 'a': the path 'm2/repository', and another cache of 'm2';"
                + " expected directories apart from each other; to mend it, keep the outer one only",
            "pipeline 'p', step 'x', cache 'a': key pattern '../pom.xml'" + glob,
            "pipeline 'p', step 'x': cache 'a' is declared twice; expected one of a name; to mend it,"
                + " rename one of them",
            "pipeline 'p', step 'x': input pattern '{src'" + glob,
            "pipeline 'p', step 'x': input pattern ''" + glob,
            "pipeline 'p', step 'y': inputs on a step of Java code; expected a step of commands, whose"
                + " result can be told by its inputs; to mend it, leave out inputs(...)");
  }

  @Test
  void anImageIsPinnedToAContent() {
    assertThat(List.of("app", "app:1", "app@sha256:0", "localhost:5000/a/app", "r:1/app:2"))
        .extracting(name -> Image.of(name).pinned("sha256:1").name())
        .containsExactly(
            "app@sha256:1",
            "app@sha256:1",
            "app@sha256:1",
            "localhost:5000/a/app@sha256:1",
            "r:1/app@sha256:1");
  }

  @Test
  void nullsAreRefusedByName() {
    assertThatThrownBy(() -> Cache.of(null, "a"))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
    assertThatThrownBy(() -> Cache.of("a", "b").keyedBy("c", (String) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("more");
    assertThatThrownBy(() ->
            Pipeline.named("p", p -> p.step("x", s -> s.sh("true").cache(null))))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("cache");
  }
}
