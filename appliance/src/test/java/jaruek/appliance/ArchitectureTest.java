package jaruek.appliance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between packages run one way, and each vendor's library stays in one package. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("jaruek");

  @Test
  void seesTheClassesOfEveryModule() {
    for (String module : List.of("retention", "radius", "collector", "admin", "appliance")) {
      assertTrue(
          CLASSES.stream().filter(c -> c.getPackageName().startsWith("jaruek." + module)).count()
              > 5,
          module);
    }
  }

  @Test
  void hasNoCyclesBetweenPackages() {
    slices().matching("jaruek.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "jaruek.retention.., jaruek.radius..",
    "jaruek.retention.., jaruek.collector..",
    "jaruek.retention.., jaruek.admin..",
    "jaruek.retention.., jaruek.appliance..",
    "jaruek.radius.., jaruek.collector..",
    "jaruek.radius.., jaruek.admin..",
    "jaruek.radius.., jaruek.appliance..",
    "jaruek.collector.., jaruek.radius..",
    "jaruek.collector.., jaruek.admin..",
    "jaruek.collector.., jaruek.appliance..",
    "jaruek.admin.., jaruek.retention..",
    "jaruek.admin.., jaruek.radius..",
    "jaruek.admin.., jaruek.collector..",
    "jaruek.admin.., jaruek.appliance..",
    "jaruek.collector.flow.., io.netty..",
    "jaruek.collector.syslog.., io.netty..",
    "jaruek.collector.vendor.., io.netty..",
    "jaruek.collector.flow.., jaruek.retention.journal..",
    "jaruek.collector.syslog.., jaruek.retention.journal..",
    "jaruek.collector.vendor.., jaruek.retention.journal.."
  })
  void doesNotDependOn(String from, String to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(to)
        .check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "net.openhft.., jaruek.retention.journal.chronicle",
    "org.duckdb.., jaruek.retention.duckdb",
    "org.tinyradius.., jaruek.radius.packet",
    "com.unboundid.., jaruek.radius.directory",
    "org.sqlite.., jaruek.radius.account",
    "org.bouncycastle.crypto.., jaruek.radius.account",
    "org.bouncycastle.jcajce.provider.digest.., jaruek.radius.mschap",
    "org.bouncycastle.tsp.., jaruek.retention.witness",
    "org.bouncycastle.cms.., jaruek.retention.witness",
    "org.bouncycastle.cert.., jaruek.[retention.witness|radius.certificate]",
    "org.bouncycastle.pkcs.., jaruek.radius.certificate",
    "picocli.., jaruek.admin.cli",
    "io.micrometer.., jaruek.appliance.metrics",
    "ch.qos.logback.., jaruek.appliance.logging",
    "com.fasterxml.jackson.dataformat.yaml.., jaruek.appliance.config"
  })
  void isImportedByOnePackage(String library, String owner) {
    noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void namesNoPackageAfterNothing() {
    classes()
        .should()
        .resideOutsideOfPackages("..util..", "..common..", "..impl..", "..helper..", "..manager..")
        .check(CLASSES);
  }
}
