package dev.slipway;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Rules about compiled classes below one base package. Each returns its violations, sorted; an empty list is a pass. */
record ArchitectureRules(String base, JavaClasses classes) {

  private static final Set<String> CLOCKS_AND_THREADS = Set.of(
      "java.lang.System.currentTimeMillis",
      "java.lang.System.nanoTime",
      "java.lang.Thread.<init>",
      "java.lang.Thread.sleep",
      "java.time.Clock.systemDefaultZone",
      "java.time.Clock.systemUTC",
      "java.time.Clock.system",
      "java.time.Instant.now",
      "java.time.LocalDate.now",
      "java.time.LocalDateTime.now",
      "java.time.LocalTime.now",
      "java.time.OffsetDateTime.now",
      "java.time.ZonedDateTime.now",
      "java.util.Date.<init>",
      "java.util.Timer.<init>",
      "java.util.concurrent.CompletableFuture.completeOnTimeout",
      "java.util.concurrent.CompletableFuture.delayedExecutor",
      "java.util.concurrent.CompletableFuture.orTimeout",
      "java.util.concurrent.ForkJoinPool.<init>",
      "java.util.concurrent.ForkJoinPool.commonPool",
      "java.util.concurrent.ScheduledThreadPoolExecutor.<init>",
      "java.util.concurrent.ThreadPoolExecutor.<init>",
      "java.util.concurrent.TimeUnit.sleep");

  List<String> cycles() {
    return SlicesRuleDefinition.slices()
        .matching(base + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .evaluate(classes)
        .getFailureReport()
        .getDetails();
  }

  List<String> forbiddenArrows(String table) {
    Map<String, Set<String>> allowed = read(table);
    return violations((type, dependency) -> {
      String from = shortName(type);
      if (!allowed.containsKey(from)) {
        return "package " + from + " has no row in the table";
      }
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      String to = shortName(target);
      if (!isOurs(target) || to.equals(from) || permits(allowed.get(from), to)) {
        return "";
      }
      return type.getName() + " draws the arrow " + from + " -> " + to + " by " + target.getName();
    });
  }

  List<String> forbiddenLibraries(String table) {
    Map<String, Set<String>> owners = new LinkedHashMap<>();
    read(table)
        .forEach((libraries, packages) ->
            Stream.of(libraries.split(", *")).forEach(library -> owners.put(library, packages)));
    return violations((type, dependency) -> {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target) || isOfTheJdk(target)) {
        return "";
      }
      Set<String> permitted = owners.entrySet().stream()
          .filter(owner -> isBelow(owner.getKey(), target))
          .findFirst()
          .map(Map.Entry::getValue)
          .orElse(Set.of());
      boolean fine = permitted.contains("*") || permitted.contains(shortName(type));
      return fine ? "" : type.getName() + " uses " + target.getName();
    });
  }

  List<String> foreignTypesInSignatures() {
    return classes.stream()
        .filter(ArchitectureRules::isVisible)
        .flatMap(type -> Stream.concat(
            foreign(type.getName(), typesOfHeader(type)),
            members(type)
                .flatMap(
                    member -> foreign(type.getName() + "." + member.getName(), typesOf(member)))))
        .sorted()
        .distinct()
        .toList();
  }

  List<String> ownClocksAndThreads(String exempt) {
    return classes.stream()
        .filter(type -> !shortName(type).equals(exempt))
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(ArchitectureRules::isClockOrThread)
        .map(access -> access.getOriginOwner().getName() + " uses " + nameOf(access))
        .sorted()
        .distinct()
        .toList();
  }

  List<String> packagesNotNullMarked() {
    return classes.stream()
        .map(JavaClass::getPackage)
        .distinct()
        .filter(found -> !found.isAnnotatedWith(NullMarked.class))
        .map(found -> found.getName() + " has no package-info with @NullMarked")
        .sorted()
        .toList();
  }

  private List<String> violations(BiFunction<JavaClass, Dependency, String> rule) {
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> rule.apply(type, dependency)))
        .filter(text -> !text.isEmpty())
        .sorted()
        .distinct()
        .toList();
  }

  private static Map<String, Set<String>> read(String table) {
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    table.lines().map(line -> line.split("->", -1)).forEach(row -> {
      if (rows.put(row[0].strip(), Set.of(row[1].strip().split(", *"))) != null) {
        throw new IllegalArgumentException("two rows for " + row[0].strip());
      }
    });
    return rows;
  }

  private static boolean permits(Set<String> row, String to) {
    return row.contains(to) || (row.contains("*") && !to.equals("root"));
  }

  private String shortName(JavaClass type) {
    return type.getPackageName().equals(base)
        ? "root"
        : type.getPackageName().replace(base + ".", "");
  }

  private boolean isOurs(JavaClass type) {
    return isBelow(base, type);
  }

  private static boolean isBelow(String parent, JavaClass type) {
    return (type.getPackageName() + ".").startsWith(parent + ".");
  }

  private static boolean isOfTheJdk(JavaClass type) {
    return type.isPrimitive() || isBelow("java", type) || isBelow("javax", type);
  }

  private static boolean isVisible(JavaClass type) {
    boolean open = type.getModifiers().contains(JavaModifier.PUBLIC)
        || type.getModifiers().contains(JavaModifier.PROTECTED);
    return open && type.getEnclosingClass().map(ArchitectureRules::isVisible).orElse(true);
  }

  /** Inherited members count: a public class may get them from a hidden one. */
  private Stream<JavaMember> members(JavaClass type) {
    return type.getAllMembers().stream()
        .filter(member -> isOurs(member.getOwner()))
        .filter(
            member -> !(member instanceof JavaConstructor) || member.getOwner().equals(type))
        .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
        .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static Stream<JavaClass> typesOfHeader(JavaClass type) {
    return Stream.of(
            type.getSuperclass().stream(),
            type.getInterfaces().stream(),
            type.getTypeParameters().stream())
        .flatMap(types -> types)
        .map(JavaType.class::cast)
        .flatMap(named -> named.getAllInvolvedRawTypes().stream());
  }

  private static Stream<JavaClass> typesOf(JavaMember member) {
    Set<JavaClass> types = new HashSet<>(member.getAllInvolvedRawTypes());
    if (member instanceof JavaCodeUnit unit) {
      types.addAll(unit.getExceptionTypes());
    }
    return types.stream();
  }

  private Stream<String> foreign(String where, Stream<JavaClass> types) {
    return types
        .map(JavaClass::getBaseComponentType)
        .filter(type -> !isOurs(type)
            && !type.isPrimitive()
            && !isBelow("java", type)
            && !isBelow("javax.sql", type))
        .map(type -> where + " shows " + type.getName());
  }

  private static boolean isClockOrThread(JavaAccess<?> access) {
    return CLOCKS_AND_THREADS.contains(nameOf(access))
        || access.getTargetOwner().getName().equals("java.util.concurrent.Executors");
  }

  private static String nameOf(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }
}
