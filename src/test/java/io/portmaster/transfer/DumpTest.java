package io.portmaster.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portmaster.domain.PortRange;
import io.portmaster.domain.PortSet;
import io.portmaster.record.Service;
import io.portmaster.transfer.Row.BrokenRow;
import io.portmaster.transfer.Row.InstanceRow;
import io.portmaster.transfer.Row.ServiceRow;
import io.portmaster.wire.ServiceDefinitionBody;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpTest {
    private static final String SERVICE = Dumps.service("django", 5000, 5009);
    private static final String INSTANCE = Dumps.instance("django", 5000, "web-01");
    private static final String USER =
            "{\"model\": \"auth.user\", \"pk\": 1, \"fields\": {\"username\": \"operator\"}}";

    @Test
    void dumpdataIsReadRowByRow() {
        Dump dump = Dumps.of(USER, SERVICE, INSTANCE);
        assertThat(dump.rows())
                .containsExactly(
                        new ServiceRow(2, new ServiceDefinitionBody("django", null, 5000, 5009), true),
                        new InstanceRow(3, "django", "web-01", 5000, null, null));
        assertThat(dump.others()).isEqualTo(Map.of("auth.user", 1));
    }

    @Test
    void jsonLinesAndDumpsBehindEachOtherAreReadTheSame() {
        List<Row> rows = Dumps.of(USER, SERVICE, INSTANCE).rows();
        assertThat(Dumps.read(USER + "\n" + SERVICE + "\n" + INSTANCE + "\n").rows())
                .isEqualTo(rows);
        assertThat(Dumps.read("[" + USER + "]\n[" + SERVICE + "," + INSTANCE + "]")
                        .rows())
                .isEqualTo(rows);
        assertThat(Dumps.read("\uFEFF \n[" + USER + "," + SERVICE + "," + INSTANCE + "]")
                        .rows())
                .isEqualTo(rows);
    }

    @Test
    void theOrderOfARowsFieldsDoesNotCount() {
        assertThat(Dumps.of("{\"fields\": {\"end\": 5009, \"start\": 5000, \"description\": null}, \"pk\": \"django\","
                                + " \"model\": \"django_portmaster.service\"}")
                        .rows())
                .isEqualTo(Dumps.of(SERVICE).rows());
        assertThat(Dumps.of("{\"fields\": {\"a\": [{}]}, \"pk\": 1, \"model\": \"auth.user\"}")
                        .others())
                .containsOnlyKeys("auth.user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            5                                                                        | the row is no object
            [[{}]]                                                                   | the row is no object
            {}                                                                       | the row has no model
            {"model": 7}                                                             | the row has no model
            {"model": "django_portmaster.service"}                                   | the name (pk) must be a text; start must be a whole number; end must be a whole number
            {"model": "django_portmaster.service", "pk": "a", "fields": 3}           | start must be a whole number; end must be a whole number
            {"model": "django_portmaster.service", "pk": "a", "fields": {"start": 80, "end": 49152}} | start must be from 1024 to 49151, not 80; end must be from 1024 to 49151, not 49152
            {"model": "django_portmaster.service", "pk": "a", "fields": {"start": "5000", "end": 5000.5}} | start must be a whole number; end must be a whole number
            {"model": "django_portmaster.service", "pk": "a", "fields": {"start": 5009, "end": 5000}} | start, 5009, is above end, 5000
            {"model": "django_portmaster.service", "pk": "2024", "fields": {"start": 5000, "end": 5009}} | the name (pk) must not be digits only: a number in a path means a port
            {"model": "django_portmaster.service", "pk": "a b", "fields": {"start": 5000, "end": 5009}} | the name (pk) must not contain a space (character 2)
            {"model": "django_portmaster.service", "pk": "a", "fields": {"start": 5000, "end": 5009, "description": 1}} | the description must be a text, or null
            {"model": "django_portmaster.service", "pk": "a", "fields": {"start": 5000, "end": 5009, "description": "\\ud800"}} | the description has half of a surrogate pair
            {"model": "django_portmaster.service", "pk": "a", "fields": {"ranges": [], "reuse_delay": "1"}} | ranges must be a list of ranges; reuse_delay must be a whole number
            {"model": "django_portmaster.service", "pk": "a", "fields": {"ranges": [{"start": 5000, "end": 5009}, {"start": 5009, "end": 5010}]}} | ranges must not overlap
            {"model": "django_portmaster.instance", "pk": "x", "fields": {"service": 5}} | the port (pk) must be a whole number; the service must be the name of one
            {"model": "django_portmaster.instance", "pk": 99999999999, "fields": {"service": "a", "name": 3}} | the port (pk) must be a whole number; the name must be a text
            {"model": "django_portmaster.instance", "pk": 80, "fields": {"service": "a", "name": "-x"}} | the port must be from 1024 to 49151, not 80; the name must start with a letter or digit, not with '-'
            {"model": "django_portmaster.instance", "pk": 5000, "fields": {"service": "a", "labels": {"a": 1}}} | the labels must be an object of texts
            """)
    void aRowThatBreaksRulesSaysAllOfThemAndStopsNoOther(String row, String objections) {
        Dump dump = Dumps.of(SERVICE, row, INSTANCE);
        assertThat(dump.rows()).hasSize(3);
        assertThat(dump.rows().get(1)).isInstanceOf(BrokenRow.class);
        assertThat(((BrokenRow) dump.rows().get(1)).objections()).isEqualTo(objections);
        assertThat(dump.rows().get(2).number()).isEqualTo(3);
    }

    @Test
    void aDescriptionIsAsLongAsANodeTakesIt() {
        assertThat(RowFields.MAX_DESCRIPTION).isEqualTo(Service.MAX_DESCRIPTION);
        assertThat(described("ü".repeat(1024))).isInstanceOf(ServiceRow.class);
        assertThat(described("ü".repeat(1025))).isInstanceOf(BrokenRow.class);
    }

    private static Row described(String description) {
        return Dumps.of(SERVICE.replace("null", "\"" + description + "\""))
                .rows()
                .get(0);
    }

    @Test
    void aNameThatIsEmptyIsNone() {
        assertThat(Dumps.of(Dumps.instance("django", 5000, "")).rows())
                .isEqualTo(Dumps.of(INSTANCE.replace("\"web-01\"", "null")).rows());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"model": "django_portmaster.service"   | Unexpected end-of-input
            [{"model": "a", },]                      | line 1, column 17: Unexpected character
            [                                        | expected close marker for Array (start marker at line 1, column 1)
            <?xml version="1.0"?>                    | this is XML
            - fields: {}                             | this is YAML
            hello, world                             | it is neither JSON nor a table: the first line has 'hello'
            name,port                                | the first line must have the title 'service'
            service,port,port                        | the first line must have the title 'service', and each title once
            `   `                                    | it is empty
            """)
    void aTextThatIsNoDumpIsRefusedAsAWhole(String text, String reason) {
        assertThatThrownBy(() -> Dumps.read(text))
                .isInstanceOf(UnreadableDumpException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aTableHasTheColumnsThatItNeeds() {
        assertThat(Dumps.read("Service,Port,Name\r\ndjango,5000,web-01\r\n\r\ndjango,5001,\"a,\"\"b\"\"\"")
                        .rows())
                .containsExactly(
                        new InstanceRow(2, "django", "web-01", 5000, null, null),
                        new BrokenRow(
                                4,
                                new Subject(Kind.INSTANCE, "django", "a,\"b\"", 5001),
                                "the name must not contain ',' (character 2)"));
        PortSet ports = PortSet.of(new PortRange(5000, 5009), new PortRange(6000, 6000));
        assertThat(Dumps.read("kind,service,ranges,description\nservice,django,5000-5009 6000,\"two\nlines\"\n")
                        .rows())
                .containsExactly(new ServiceRow(
                        2,
                        new ServiceDefinitionBody("django", "two\nlines", 1024, 1024).withPorts(ports, PortSet.EMPTY),
                        true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            django,x,web-01,   | the port (pk) must be a whole number
            django,5000,a,host | the row is a 'host', and not a service, an instance or an offer
            django,5000,a,,b   | the row has more cells than there are titles
            """)
    void aRowOfATableThatBreaksARuleStopsNoOther(String row, String objection) {
        List<Row> rows = Dumps.read("service,port,name,kind\n" + row + "\ndjango,5001,web-02\n")
                .rows();
        assertThat(((BrokenRow) rows.get(0)).objections()).isEqualTo(objection);
        assertThat(rows.get(1)).isInstanceOf(InstanceRow.class);
    }

    @Test
    void aTableThatBreaksOffIsRefused() {
        assertThatThrownBy(() -> Dumps.read("service,port,name\ndjango,5000,\"web"))
                .hasMessage("the table ends inside of a quoted cell");
    }

    @Test
    void rowsOfOtherServicesCanBeLeftOut() {
        Dump dump = Dumps.of(SERVICE, INSTANCE, Dumps.service("redis", 6000, 6001), "5");
        assertThat(dump.of(Set.of("redis")).rows()).extracting(Row::number).containsExactly(3, 4);
    }
}
