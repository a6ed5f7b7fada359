package dev.slipway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "maven, docker.io, library/maven, '', '', maven",
    "maven:3.9, docker.io, library/maven, 3.9, '', maven:3.9",
    "team/app, docker.io, team/app, '', '', team/app",
    "docker.io/library/maven:3, docker.io, library/maven, 3, '', maven:3",
    "index.docker.io/team/app, docker.io, team/app, '', '', team/app",
    "localhost/app, localhost, app, '', '', localhost/app",
    "localhost:5000/app:1, localhost:5000, app, 1, '', localhost:5000/app:1",
    "quay.io/a/b/c_d__e--f.g, quay.io, a/b/c_d__e--f.g, '', '', quay.io/a/b/c_d__e--f.g",
    "[2001:db8::1]:5000/app, [2001:db8::1]:5000, app, '', '', [2001:db8::1]:5000/app",
    "HOST/app:V_1.0-x, HOST, app, V_1.0-x, '', HOST/app:V_1.0-x",
  })
  void aNameHasParts(
      String text, String registry, String path, String tag, String digest, String written) {
    ImageName name = ImageName.parse(text);
    assertThat(name).isEqualTo(new ImageName(registry, path, tag, digest)).hasToString(written);
  }

  @Test
  void aDigestFollowsTheTag() {
    assertThat(ImageName.parse("maven:3@" + DIGEST))
        .isEqualTo(new ImageName("docker.io", "library/maven", "3", DIGEST));
    assertThat(ImageName.parse("a@sha512+b64u:" + "0".repeat(32)).digest())
        .startsWith("sha512+b64u:");
  }

  @Test
  void aNameMovesToAMirror() {
    assertThat(ImageName.parse("maven:3").at("mirror.example:5000"))
        .hasToString("mirror.example:5000/library/maven:3");
    assertThat(ImageName.parse("maven@" + DIGEST).withTag("4")).hasToString("maven:4");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, has white space in it, leave it out",
    "https://quay.io/a, begins with 'https://', leave that out",
    "Maven, has capital letters in 'Maven', write its path in lower case",
    "quay.io/team/App:1, has capital letters in 'App', write its path in lower case",
    "a//b, has an empty part in its path, write something before and after each '/'",
    "/a, has an empty part in its path, write something before and after each '/'",
    "a/, has an empty part in its path, write something before and after each '/'",
    ":1, has an empty part in its path, write something before and after each '/'",
    "'-a', has the part '-a' in its path, 'use a-z and 0-9 with single ''.'', ''_'' or ''-'' between them'",
    "a..b, has the part 'a..b' in its path, 'use a-z and 0-9 with single ''.'', ''_'' or ''-'' between them'",
    "a___b, has the part 'a___b' in its path, 'use a-z and 0-9 with single ''.'', ''_'' or ''-'' between them'",
    "größe, has the part 'größe' in its path, 'use a-z and 0-9 with single ''.'', ''_'' or ''-'' between them'",
    "a:, has nothing behind its ':', 'write a tag there, or leave out the '':'''",
    "a:.1, has the tag '.1', 'use letters, digits, ''_'', ''.'' and ''-'', and begin with none of the last two'",
    "a:1:2, has the tag '1:2', 'use letters, digits, ''_'', ''.'' and ''-'', and begin with none of the last two'",
    "a@sha256:12, has the digest 'sha256:12', write 'sha256:' and 64 digits of 0-9 and a-f behind the '@'",
    "a@, has the digest '', write 'sha256:' and 64 digits of 0-9 and a-f behind the '@'",
    "-x.io/a, has the registry '-x.io', write the name of a host before the first '/'",
    "x.io:99999/a, has the port '99999', write a number up to 65535 behind the host",
    "x.io:/a, has the port '', write a number up to 65535 behind the host",
  })
  void aWrongNameIsToldWithItsRemedy(String text, String found, String remedy) {
    assertThatThrownBy(() ->
            Pipeline.named("p", p -> p.step("x", s -> s.image(text).sh("true"))))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("pipeline 'p', step 'x': the image name '" + text + "' " + found
            + "; expected a name such as registry.example:5000/team/app:1.2; to mend it, "
            + remedy);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageName.parse(text))
        .withMessageStartingWith("image: the image name '" + text + "' " + found);
  }

  @Test
  void lengthsAreLimited() {
    assertThat(ImageName.problem("x", "a".repeat(256)).orElseThrow().found())
        .endsWith("has a path of 256 characters");
    assertThat(ImageName.problem("x", "a:" + "b".repeat(129)).orElseThrow().found())
        .endsWith("has a tag of 129 characters");
    assertThat(ImageName.problem("x", "0".repeat(64)).orElseThrow().remedy())
        .isEqualTo("write 'sha256:' before an id");
    assertThat(ImageName.problem("x", DIGEST)).isEmpty();
  }

  @Test
  void servicesPlatformsAndLoginsAreCheckedToo() {
    assertThatThrownBy(() -> Pipeline.named(
            "p",
            p -> p.step(
                "x",
                s -> s.image(Image.of("a").platform("arm").login("", " "))
                    .service("db", Service.image("B"))
                    .sh("true"))))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContainingAll(
            "step 'x': platform 'arm' of image 'a'; expected a system and a processor, such as"
                + " linux/arm64; to mend it, correct it, or leave it out for the platform of the engine",
            "a blank user of a login",
            "a blank name of a secret",
            "service 'db': the image name 'B' has capital letters");
  }

  @Test
  void anImageIsFixedByItsDigest() {
    assertThat(Image.of("host:5000/a/b:1").pinned(DIGEST)).hasToString("host:5000/a/b@" + DIGEST);
    assertThat(Image.of("a@" + DIGEST).pinned("sha256:ff")).hasToString("a@sha256:ff");
    assertThat(Image.of(DIGEST).pinned("sha256:ff")).isEqualTo(Image.of(DIGEST));
    Image rich = Image.of("a").pull(PullPolicy.ALWAYS).platform("linux/arm64").login("u", "P");
    assertThat(rich.pinned(DIGEST).pull()).isEqualTo(PullPolicy.ALWAYS);
    assertThat(Json.read(Json.write(rich), Image.class)).isEqualTo(rich);
  }

  @Test
  void progressIsTold() {
    assertThat(new PullProgress("a", 0, 0, false).sentence()).isEqualTo("pulling a");
    assertThat(new PullProgress("a", 29_500_000, 100_000_000, false).sentence())
        .isEqualTo("pulling a, 30 of 100 MB");
    assertThat(new PullProgress("a", 1, 1, true).sentence()).isEqualTo("pulled a, 1 MB");
  }
}
