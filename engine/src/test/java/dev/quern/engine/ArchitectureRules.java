package dev.quern.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * The directions between packages, as rules that the {@code ArchitectureTest} of each module checks
 * over its own classes.
 */
@NullMarked
public final class ArchitectureRules {
  private static final String ROOT = "dev.quern.";

  /**
   * Classes outside of {@code engine.memory} that may nevertheless touch addresses, each with the
   * reason. A class that owns no memory has no place here.
   */
  private static final Map<String, String> ADDRESS_EXCEPTIONS = Map.of();

  private static final Set<String> RAW_METHODS = Set.of("reinterpret", "ofAddress");

  private ArchitectureRules() {}

  /** The classes of one module, without its tests. */
  public static JavaClasses classesOf(String rootPackage) {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/test-classes/"))
        .importPackages(rootPackage);
  }

  /** What holds in every module. */
  public static void checkCommon(JavaClasses module) {
    vectorApiOnlyInSimdKernels().check(module);
    addressesOnlyInMemory().check(module);
    sparkOnlyInItsModule().check(module);
    plansDoNotKnowTheirLowering().check(module);
    packagesAreFreeOfCycles().check(module);
    packagesAreNullMarked().check(module);
  }

  /** {@code jdk.incubator.vector} may be absent at run time, and then only these must not load. */
  public static ArchRule vectorApiOnlyInSimdKernels() {
    return noClasses()
        .that()
        .resideOutsideOfPackage("dev.quern.engine.kernel.simd..")
        .and()
        .resideOutsideOfPackage("dev.quern.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .allowEmptyShould(true);
  }

  /** A wrong address crashes the JVM, so everyone else works on segments that have bounds. */
  public static ArchRule addressesOnlyInMemory() {
    DescribedPredicate<JavaMethodCall> raw =
        DescribedPredicate.describe(
            "makes a segment from an address",
            call ->
                call.getTargetOwner().isEquivalentTo(MemorySegment.class)
                    && RAW_METHODS.contains(call.getName()));
    return noClasses()
        .that(
            not(resideInAPackage("dev.quern.engine.memory.."))
                .and(
                    DescribedPredicate.describe(
                        "are not excepted by name",
                        type -> !ADDRESS_EXCEPTIONS.containsKey(type.getName()))))
        .should(
            dependOnClassesThat(
                    name("java.lang.foreign.Arena")
                        .or(name("org.apache.arrow.memory.ArrowBuf"))
                        .or(name("org.apache.arrow.memory.util.MemoryUtil"))
                        .or(name("sun.misc.Unsafe"))
                        .as("own memory or raw addresses"))
                .or(callMethodWhere(raw)))
        .allowEmptyShould(true);
  }

  /** Who needs no cluster needs none of its libraries. */
  public static ArchRule sparkOnlyInItsModule() {
    return noClasses()
        .that()
        .resideOutsideOfPackages("dev.quern.scheduler.spark..", "dev.quern.bench..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .allowEmptyShould(true);
  }

  /** A plan says what is wanted; how it is run is decided from the outside. */
  public static ArchRule plansDoNotKnowTheirLowering() {
    return noClasses()
        .that()
        .resideInAPackage("..plan..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..lower..")
        .allowEmptyShould(true);
  }

  /** Each package is a slice; the kernel interfaces and their implementations are one. */
  public static ArchRule packagesAreFreeOfCycles() {
    return slices()
        .assignedFrom(new PackageSlices())
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  /** Null is refused by the compiler only where the package says so. */
  public static ArchRule packagesAreNullMarked() {
    return classes().should(new LiveInNullMarkedPackage());
  }

  /** Only {@code targets} of {@code within} may be used by {@code users}. */
  public static ArchRule usesOnly(
      String users, String within, DescribedPredicate<JavaClass> targets) {
    return noClasses()
        .that()
        .resideInAPackage(users)
        .should()
        .dependOnClassesThat(resideInAPackage(within).and(not(targets)))
        .allowEmptyShould(true);
  }

  private static final class PackageSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      String name = type.getPackageName();
      if (!name.startsWith(ROOT)) {
        return SliceIdentifier.ignore();
      }
      return SliceIdentifier.of(
          name.startsWith("dev.quern.engine.kernel.") ? "dev.quern.engine.kernel" : name);
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }

  private static final class LiveInNullMarkedPackage extends ArchCondition<JavaClass> {
    LiveInNullMarkedPackage() {
      super("live in a package whose package-info says @NullMarked");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
        events.add(
            SimpleConditionEvent.violated(
                type, type.getPackageName() + " is not @NullMarked: " + type.getName()));
      }
    }
  }
}
