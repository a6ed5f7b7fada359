package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** Each rule of the architecture test, held against classes that break it. */
class ArchitectureRulesTest {
  private static final String BAD = "dev.slipway.bad";

  private static final ArchitectureRules RULES =
      new ArchitectureRules(BAD, new ClassFileImporter().importPackages(BAD));

  @Test
  void aCycleIsFound() {
    assertThat(RULES.cycles()).singleElement().asString().contains("Slice one", "Slice two");
  }

  @Test
  void aForbiddenArrowIsNamedWithItsClass() {
    String table = """
        one      -> two
        two      -> *
        three    ->
        time     ->
        unmarked ->
        root     ->
        """;

    assertThat(RULES.forbiddenArrows(table))
        .containsExactly(
            "dev.slipway.bad.two.Two draws the arrow two -> root by dev.slipway.bad.Front");
    assertThat(RULES.forbiddenArrows(table.replace("-> two", "->").replace("*", "one, root")))
        .containsExactly(
            "dev.slipway.bad.one.One draws the arrow one -> two by dev.slipway.bad.two.Two");
  }

  @Test
  void aPackageWithoutARowIsNamed() {
    assertThat(RULES.forbiddenArrows("one -> two\ntwo -> one, root\nthree ->\ntime ->\nroot ->"))
        .containsExactly("package unmarked has no row in the table");
  }

  @Test
  void aPackageWithTwoRowsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RULES.forbiddenArrows("one ->\none -> two"))
        .withMessage("two rows for one");
  }

  @Test
  void aForeignTypeInAPublicSignatureIsFound() {
    assertThat(RULES.foreignTypesInSignatures())
        .containsExactly(
            "dev.slipway.bad.three.Signatures shows com.fasterxml.jackson.databind.JsonNode",
            "dev.slipway.bad.three.Signatures.field shows com.fasterxml.jackson.databind.ObjectMapper",
            "dev.slipway.bad.three.Signatures.fine shows com.fasterxml.jackson.core.JsonProcessingException",
            "dev.slipway.bad.three.Signatures.logger shows org.slf4j.Logger");
  }

  @Test
  void aLibraryUsedByAStrangerIsFound() {
    assertThat(
            RULES.forbiddenLibraries("com.fasterxml.jackson -> one\norg.slf4j, org.jspecify -> *"))
        .containsExactly(
            "dev.slipway.bad.three.Signatures uses com.fasterxml.jackson.core.JsonProcessingException",
            "dev.slipway.bad.three.Signatures uses com.fasterxml.jackson.databind.JsonNode",
            "dev.slipway.bad.three.Signatures uses com.fasterxml.jackson.databind.ObjectMapper");
    assertThat(RULES.forbiddenLibraries(
            "com.fasterxml.jackson -> three\norg.slf4j, org.jspecify -> *"))
        .isEmpty();
  }

  @Test
  void aLibraryWithoutARowIsFound() {
    assertThat(RULES.forbiddenLibraries("com.fasterxml.jackson -> three\norg.jspecify -> *"))
        .containsExactly(
            "dev.slipway.bad.three.Base uses org.slf4j.Logger",
            "dev.slipway.bad.three.Base uses org.slf4j.LoggerFactory",
            "dev.slipway.bad.three.Signatures uses org.slf4j.Logger");
  }

  @Test
  void anOwnClockPauseOrThreadIsFound() {
    String clocks = "dev.slipway.bad.three.Clocks uses ";

    assertThat(RULES.ownClocksAndThreads("time"))
        .containsExactly(
            clocks + "java.lang.System.currentTimeMillis",
            clocks + "java.lang.System.nanoTime",
            clocks + "java.lang.Thread.<init>",
            clocks + "java.lang.Thread.sleep",
            clocks + "java.time.Instant.now",
            clocks + "java.util.concurrent.Executors.newCachedThreadPool");
    assertThat(RULES.ownClocksAndThreads("three"))
        .containsExactly("dev.slipway.bad.time.RealClock uses java.time.Instant.now");
  }

  @Test
  void aPackageThatIsNotNullMarkedIsFound() {
    assertThat(RULES.packagesNotNullMarked())
        .containsExactly(
            "dev.slipway.bad has no package-info with @NullMarked",
            "dev.slipway.bad.unmarked has no package-info with @NullMarked");
  }
}
