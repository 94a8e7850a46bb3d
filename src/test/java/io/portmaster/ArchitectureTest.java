package io.portmaster;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.portmaster.domain.Space;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;

/** The house: what lives in which package, and what it may use. */
@AnalyzeClasses(
        packages = {"io.portmaster", "io.etcd.jetcd.impl"},
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.OwnClasses.class})
class ArchitectureTest {
    private static final String DOMAIN = "io.portmaster.domain";
    private static final String RECORD = "io.portmaster.record";
    private static final String LOOP = "io.portmaster.loop";
    private static final String REGISTRY = "io.portmaster.registry";
    private static final String COMMIT = "io.portmaster.commit";
    private static final String ALLOCATION = "io.portmaster.allocation";
    private static final String WIRE = "io.portmaster.wire";
    private static final String HTTP_SERVER = "io.portmaster.http.server";
    private static final String HTTP_PROBLEM = "io.portmaster.http.problem";
    private static final String HTTP_API = "io.portmaster.http.api";
    private static final String CLI_SHELL = "io.portmaster.cli.shell";
    private static final String CLI_OUTPUT = "io.portmaster.cli.output";
    private static final String CLI_CONFIG = "io.portmaster.cli.config";
    private static final String CLI_CLIENT = "io.portmaster.cli.client";

    /** The commands that ask a node, by what they are about. */
    private static final String[] CLI_NOUNS = {
        "io.portmaster.cli.services", "io.portmaster.cli.offers", "io.portmaster.cli.ports", "io.portmaster.cli.leases"
    };

    private static final String TRANSFER = "io.portmaster.transfer";

    private static final String PICOCLI = "picocli..";
    private static final String TLS = "javax.net.ssl";
    private static final String VERTX_INTERNALS = HTTP_SERVER + ".VertxInternals";

    /** The JDK, and what may be used anywhere: the logging facade and the marks of what may be null. */
    private static final String[] ANYWHERE = {"java..", "javax.crypto..", "org.slf4j..", "org.jspecify.annotations"};

    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String VERTX = "io.vertx..";

    /** Netty, as Vert.x shows it in its HTTP options and decoders. */
    private static final String NETTY = "io.netty..";

    /** Guava, for its reading of media types. */
    private static final String MEDIA_TYPES = "com.google.common..";

    /** Netty's event loops and channels, which connections live on. */
    private static final String EVENT_LOOP = "io.netty.channel..";

    @ArchTest
    static final ArchRule domainUsesTheJdk = only(DOMAIN);

    @ArchTest
    static final ArchRule loopUsesTheJdk = only(LOOP);

    @ArchTest
    static final ArchRule recordsAreMadeOfTheDomain = only(RECORD, DOMAIN);

    @ArchTest
    static final ArchRule registryKnowsRecords = only(REGISTRY, RECORD, DOMAIN, LOOP);

    @ArchTest
    static final ArchRule commitChangesRecords = only(COMMIT, RECORD, DOMAIN, LOOP);

    @ArchTest
    static final ArchRule allocationUsesWhatIsKnownAndHowItIsChanged =
            only(ALLOCATION, REGISTRY, COMMIT, RECORD, DOMAIN, LOOP);

    /** The format has the fences of all spaces under the default one. */
    @ArchTest
    static final ArchRule onlyTheWiringAndTheFencesKeyNameASpace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.portmaster.Node")
            .and()
            .doNotHaveFullyQualifiedName("io.portmaster.etcd.Keys")
            .and()
            .doNotHaveFullyQualifiedName("io.portmaster.domain.Space")
            .should()
            .accessField(Space.class, "DEFAULT");

    @ArchTest
    static final ArchRule vertxLendsItsLoop = only("io.portmaster.vertx", LOOP, VERTX, EVENT_LOOP);

    @ArchTest
    static final ArchRule etcdImplementsTheStore = only(
            "io.portmaster.etcd",
            COMMIT,
            REGISTRY,
            RECORD,
            DOMAIN,
            LOOP,
            "io.etcd.jetcd..",
            "io.grpc..",
            "com.google.protobuf..",
            JACKSON,
            EVENT_LOOP);

    @ArchTest
    static final ArchRule eventLoopClientIsOfJetcdsOwnKind =
            only("io.etcd.jetcd.impl", "io.etcd.jetcd..", "io.grpc..", NETTY, "com.google.common.util.concurrent");

    @ArchTest
    static final ArchRule wireIsWhatServerAndClientsShare = only(WIRE, DOMAIN, JACKSON);

    @ArchTest
    static final ArchRule clientKnowsTheContractAndNothingOfTheServer =
            only("io.portmaster.client", WIRE, DOMAIN, JACKSON, TLS);

    @ArchTest
    static final ArchRule execUsesTheClientAndTheSystem =
            only("io.portmaster.exec", "io.portmaster.client", WIRE, DOMAIN, "com.sun.jna");

    @ArchTest
    static final ArchRule serverKnowsNoRoutesAndNoUseCases = only(HTTP_SERVER, WIRE, LOOP, VERTX, NETTY);

    @ArchTest
    static final ArchRule problemsTellWhyARequestFailed =
            only(HTTP_PROBLEM, HTTP_SERVER, ALLOCATION, WIRE, RECORD, DOMAIN, VERTX, NETTY);

    @ArchTest
    static final ArchRule apiCallsTheUseCases = only(
            HTTP_API,
            HTTP_PROBLEM,
            HTTP_SERVER,
            ALLOCATION,
            WIRE,
            RECORD,
            DOMAIN,
            LOOP,
            VERTX,
            NETTY,
            JACKSON,
            MEDIA_TYPES);

    @ArchTest
    static final ArchRule httpWiresItsParts =
            only("io.portmaster.http", HTTP_API, HTTP_PROBLEM, HTTP_SERVER, ALLOCATION, DOMAIN, LOOP, VERTX);

    @ArchTest
    static final ArchRule partsOfHttpAreNoCycle =
            slices().matching("io.portmaster.http.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule innerClassesOfVertxStandInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(VERTX_INTERNALS)
            .and()
            .haveNameNotMatching(VERTX_INTERNALS.replace(".", "\\.") + "\\$.*")
            .and()
            .resideInAPackage("io.portmaster.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..");

    @ArchTest
    static final ArchRule checkIsPure =
            only("io.portmaster.check", RECORD, DOMAIN).allowEmptyShould(true);

    @ArchTest
    static final ArchRule opsWatches = only(
            "io.portmaster.ops",
            COMMIT,
            ALLOCATION,
            RECORD,
            DOMAIN,
            LOOP,
            HTTP_API,
            HTTP_SERVER,
            "io.micrometer..",
            "io.prometheus..");

    @ArchTest
    static final ArchRule loggingExtendsLogback =
            only("io.portmaster.logging", "ch.qos.logback..", "net.logstash.logback..");

    @ArchTest
    static final ArchRule shellIsWhatCommandsFindAroundThem = only(CLI_SHELL, PICOCLI);

    @ArchTest
    static final ArchRule outputPrintsBodies = only(CLI_OUTPUT, CLI_SHELL, WIRE, JACKSON);

    @ArchTest
    static final ArchRule configKnowsWhichNode = only(CLI_CONFIG, CLI_OUTPUT, CLI_SHELL, WIRE, JACKSON, PICOCLI);

    @ArchTest
    static final ArchRule clientCommandsTalkHttp =
            only(CLI_CLIENT, CLI_CONFIG, CLI_OUTPUT, CLI_SHELL, "io.portmaster.client", WIRE, DOMAIN, PICOCLI, TLS);

    @ArchTest
    static final ArchRule aCommandThatAsksANodeKnowsNothingOfServers = classes()
            .that()
            .resideInAnyPackage(CLI_NOUNS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(CLI_NOUNS)
                    .or(resideInAnyPackage(ANYWHERE))
                    .or(resideInAnyPackage(
                            CLI_CLIENT, CLI_OUTPUT, CLI_SHELL, "io.portmaster.client", WIRE, DOMAIN, PICOCLI)));

    @ArchTest
    static final ArchRule transferIsAClientsWork = only(TRANSFER, "io.portmaster.client", WIRE, DOMAIN, JACKSON);

    @ArchTest
    static final ArchRule transferCommandsTellWhatBecomesOfRows = only(
            "io.portmaster.cli.transfer",
            TRANSFER,
            CLI_CLIENT,
            CLI_CONFIG,
            CLI_OUTPUT,
            CLI_SHELL,
            "io.portmaster.client",
            PICOCLI);

    @ArchTest
    static final ArchRule serverCommandsStartTheProgram = only(
            "io.portmaster.cli.server", CLI_SHELL, "io.portmaster", "io.portmaster.check", RECORD, DOMAIN, PICOCLI);

    @ArchTest
    static final ArchRule cliKnowsAllCommands = only("io.portmaster.cli", "io.portmaster.cli..", PICOCLI);

    @ArchTest
    static final ArchRule partsOfTheCommandLineAreNoCycle =
            slices().matching("io.portmaster.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule execCommandReadsItsOptions = only(
            "io.portmaster.cli.exec",
            "io.portmaster.exec",
            CLI_CLIENT,
            CLI_CONFIG,
            CLI_SHELL,
            "io.portmaster.client",
            PICOCLI);

    @ArchTest
    static final ArchRule etcdNeverSeesHttp = noClasses()
            .that()
            .resideInAPackage("io.portmaster.etcd..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.portmaster.http..");

    @ArchTest
    static final ArchRule httpNeverSeesEtcd = noClasses()
            .that()
            .resideInAPackage("io.portmaster.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.portmaster.etcd..", "io.etcd..", "io.grpc..");

    @ArchTest
    static final ArchRule packagesAreNoCycle = slices().matching("io.portmaster.(*)..")
            .should()
            .beFreeOfCycles()
            .because("the root package wires all others and is used by none but the command line");

    @ArchTest
    static final ArchRule staticsHoldNoState =
            fields().that().areStatic().should(beConstant()).because("two nodes in one JVM must not meet");

    @ArchTest
    static final ArchRule loggersHaveOneName =
            fields().that().haveRawType(Logger.class).should().haveName("log");

    @ArchTest
    static final ArchRule timeComesFromTheLoop = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN, RECORD, LOOP, REGISTRY, COMMIT, ALLOCATION, "io.portmaster.etcd")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");

    @ArchTest
    static final ArchRule chanceIsInjected = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN, RECORD, LOOP, REGISTRY, COMMIT, ALLOCATION, "io.portmaster.etcd")
            .should()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callConstructorWhere(target(owner(assignableTo(RandomGenerator.class))));

    @ArchTest
    static final ArchRule whatLivesOnTheLoopKnowsNoLocks = noClasses()
            .that()
            .resideInAnyPackage(REGISTRY, ALLOCATION)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent.locks", "java.util.concurrent.atomic");

    private static ArchRule only(String where, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(where)
                .should()
                .onlyDependOnClassesThat(are(resideInAPackage(where)
                        .or(resideInAnyPackage(ANYWHERE))
                        .or(resideInAnyPackage(allowed))
                        .or(primitiveOrArray())));
    }

    private static DescribedPredicate<JavaClass> primitiveOrArray() {
        return DescribedPredicate.describe(
                "are primitive, or arrays of such",
                type -> type.getBaseComponentType().isPrimitive()
                        || (type.isArray()
                                && type.getBaseComponentType().getPackageName().startsWith("java.")));
    }

    /** Final, and no container that could be filled: neither array nor concrete collection nor atomic. */
    private static ArchCondition<JavaField> beConstant() {
        return new ArchCondition<>("be constant") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                boolean generated = field.getModifiers().contains(JavaModifier.SYNTHETIC);
                JavaClass type = field.getRawType();
                boolean container = type.isArray()
                        || type.getPackageName().startsWith("java.util.concurrent")
                        || (!type.isInterface()
                                && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)));
                boolean constant = field.getModifiers().contains(JavaModifier.FINAL) && !container;
                if (!generated && !constant) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is static state"));
                }
            }
        };
    }

    /** jetcd's own classes are in the packages that two of ours share. */
    static final class OwnClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.isJar();
        }
    }
}
