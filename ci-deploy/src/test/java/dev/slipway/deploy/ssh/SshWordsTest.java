package dev.slipway.deploy.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.model.DefinitionException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "it's", "'", "''", "$HOME `id` \"x\" \\ \n ; & | * ?", "-n", "\u20ac"})
  void aQuotedTextIsOneWordAndItself(String text) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Shell.quote(text)).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), "UTF-8")).isEqualTo(text);
    assertThat(Shell.quote(List.of("a b", "c"))).isEqualTo("'a b' 'c'");
  }

  @Test
  void aShellReadsAssignedValuesAsTheyAre() throws Exception {
    String value = "it's \"so\" $HOME `date` \\n\nand ! more";
    Process shell = new ProcessBuilder(
            "sh", "-c", "VALUE=" + Shell.assigned(value) + "; printf '%s' \"$VALUE\"")
        .start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(value);
  }

  @Test
  void serversAreRead() {
    assertThat(Server.parse("app@web1")).contains(new Server("app", "web1", 22));
    assertThat(Server.parse("app@web1:2222")).contains(new Server("app", "web1", 2222));
    assertThat(Server.parse("app@[::1]:2222")).contains(new Server("app", "::1", 2222));
    assertThat(new Server("app", "::1", 2222)).hasToString("app@[::1]:2222");
    assertThat(new Server("app", "web1", 22)).hasToString("app@web1");
    for (String wrong :
        List.of("", "web1", "app@", "app@web1:0", "app@web1:70000", "a b@c", "a@b:c")) {
      assertThat(Server.parse(wrong)).as(wrong).isEmpty();
    }
  }

  @Test
  void theStateOfAServerIsRead() {
    assertThat(ServerState.parse("")).isEqualTo(new ServerState(0, 0, Set.of()));
    assertThat(ServerState.parse("a banner\nserving 3\nkept 2\nkept 3\nkept x\n"))
        .isEqualTo(new ServerState(3, 0, Set.of(2, 3)));
  }

  @Test
  void allThatIsWrongIsTold() {
    assertThatThrownBy(() -> SshServers.of("web1", "app@web2", "app@web2")
            .shared("../x", "/y")
            .jump("nobody")
            .address("shop")
            .open())
        .isInstanceOfSatisfying(
            DefinitionException.class, e -> assertThat(e.problems()).hasSize(7));
  }
}
