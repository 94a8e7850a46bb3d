package io.portmaster.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TenuresTest {
    private static final int PORT = 5000;

    private final Tenures tenures = new Tenures();

    private Tenure given(String name, long revision, long answered) {
        Tenure tenure = new Tenure(name, PORT, revision, answered);
        tenures.add(tenure);
        return tenure;
    }

    @Test
    void portThatIsGivenWhileItIsHeldIsHeldTwice() {
        given("web-01", 1, 10).end(50, 50);
        given("web-02", 2, 49).end(90, 90);
        assertThat(tenures.givenTooEarly()).singleElement().asString().startsWith("held twice");
    }

    @Test
    void portThatIsGivenWhileItCoolsIsGivenBeforeItsTime() {
        given("web-01", 1, 10).end(50, 80);
        given("web-02", 2, 79).end(90, 90);
        assertThat(tenures.givenTooEarly()).singleElement().asString().startsWith("given before its time");
    }

    @Test
    void portThatIsGivenInTimeIsInOrder() {
        given("web-01", 1, 10).end(50, 80);
        given("web-02", 2, 80).end(90, 90);
        assertThat(tenures.givenTooEarly()).isEmpty();
    }

    @Test
    void formerNameMayHaveACoolingPortBackButNotABusyOne() {
        given("web-01", 1, 10).end(50, 80);
        given("web-01", 2, 55).endAsBusy(60, 99);
        assertThat(tenures.givenTooEarly()).isEmpty();
        given("web-01", 3, 98).end(120, 120);
        assertThat(tenures.givenTooEarly()).hasSize(1);
    }

    @Test
    void returnThatIsNotAcceptedEndsNoCooling() {
        given("web-01", 1, 10).end(50, 80);
        given("web-01", 2, 55).end(60, 60);
        given("web-02", 3, 70).end(90, 90);
        assertThat(tenures.givenTooEarly()).hasSize(1);
    }

    @Test
    void returnThatIsAcceptedEndsTheCooling() {
        given("web-01", 1, 10).end(50, 80);
        Tenure back = given("web-01", 2, 55);
        back.accept();
        back.end(60, 60);
        given("web-02", 3, 70).end(90, 90);
        assertThat(tenures.givenTooEarly()).isEmpty();
    }
}
