package io.portmaster.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks answers against {@code openapi.yaml}. */
public final class Contract {
    private static final String LOCATION = "https://portmaster.invalid/openapi.json";
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "options", "head", "trace");

    /** Headers of this API. A response may have them only if the contract says so. */
    private static final List<String> OWN_HEADERS = List.of(
            "Location",
            "ETag",
            "Link",
            "Idempotent-Replayed",
            "Portmaster-Stale",
            "Retry-After",
            "Allow",
            "X-Request-Id");

    private final JsonNode document;
    private final JsonSchemaFactory schemas;
    private final Map<String, JsonSchema> cache = new HashMap<>();
    private final List<Operation> operations = new ArrayList<>();

    /** @param path as the contract spells it, with parameters in braces */
    public record Operation(String method, String path, JsonNode definition) {
        Pattern pattern() {
            return Pattern.compile(path.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+"));
        }

        public List<String> statuses() {
            return definition.path("responses").properties().stream()
                    .map(Map.Entry::getKey)
                    .toList();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private Contract(JsonNode document, String json) {
        this.document = document;
        // As a schema, the document has many words that JSON Schema doesn't know.
        JsonMetaSchema dialect = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
                .build();
        this.schemas =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012, builder -> builder.metaSchema(dialect)
                        .schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, json))));
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    operations.add(
                            new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
                }
            }
        }
    }

    public static Contract load() {
        try (InputStream in = Objects.requireNonNull(Contract.class.getResourceAsStream("/openapi.yaml"))) {
            JsonNode document = new YAMLMapper().readTree(in);
            tighten(document);
            return new Contract(document, new ObjectMapper().writeValueAsString(document));
        } catch (IOException e) {
            throw new AssertionError("the contract can't be read", e);
        }
    }

    /**
     * Makes the contract stricter than it is for clients: they must accept further values, and today's nodes must not send any.
     */
    private static void tighten(JsonNode document) {
        for (JsonNode holder : document.findParents("x-extensible-enum")) {
            ((ObjectNode) holder).set("enum", holder.path("x-extensible-enum"));
        }
        for (JsonNode holder : document.findParents("x-pattern")) {
            ((ObjectNode) holder).set("pattern", holder.path("x-pattern"));
        }
        ArrayNode statuses = ((ObjectNode) document.at("/components/schemas/Problem")).putArray("anyOf");
        document.at("/components/schemas/Problem/x-codes").properties().forEach(entry -> {
            ObjectNode properties = statuses.addObject().putObject("properties");
            properties.putObject("status").put("const", Integer.parseInt(entry.getKey()));
            properties.putObject("code").set("enum", entry.getValue());
        });
        for (JsonNode response : document.at("/components/responses")) {
            for (JsonNode content :
                    response.has("x-codes") ? response.path("content") : JsonNodeFactory.instance.arrayNode()) {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                all.add(content.path("schema"));
                all.addObject().putObject("properties").putObject("code").set("enum", response.path("x-codes"));
                ((ObjectNode) content).putObject("schema").set("allOf", all);
            }
        }
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        return operations;
    }

    /** The operation that a request belongs to; null if the contract has none. */
    @Nullable
    public Operation operation(String method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String bare = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String listed = method.equals("HEAD") ? "GET" : method;
        return operations.stream()
                .filter(operation -> operation.method().equals(listed)
                        && operation.pattern().matcher(bare).matches())
                .findFirst()
                .orElse(null);
    }

    /** Fails the test if the contract doesn't allow this answer to that request. */
    public void check(String method, String target, Answer answer) {
        Operation operation = operation(method, target);
        if (operation == null) {
            // A request without an operation may only get the answers that all operations have.
            checkAgainst(
                    document.at("/components/responses/OtherRefusal"),
                    "/components/responses/OtherRefusal",
                    answer,
                    method.equals("HEAD"));
            return;
        }
        String status = Integer.toString(answer.status());
        JsonNode responses = operation.definition().path("responses");
        String listed = responses.has(status) ? status : status.charAt(0) + "XX";
        if (!responses.has(listed)) {
            throw new AssertionError("the contract knows no " + status + " of " + operation + ": " + answer);
        }
        JsonNode response = responses.get(listed);
        String pointer = response.has("$ref")
                ? response.get("$ref").asText().substring(1)
                : "/paths/" + operation.path().replace("~", "~0").replace("/", "~1") + "/"
                        + operation.method().toLowerCase(Locale.ROOT) + "/responses/" + listed;
        checkAgainst(document.at(pointer), pointer, answer, method.equals("HEAD"));
    }

    private void checkAgainst(JsonNode response, String pointer, Answer answer, boolean head) {
        checkHeaders(response.path("headers"), answer);
        JsonNode content = response.path("content");
        String type = answer.header("Content-Type");
        if (type == null) {
            if (!content.isMissingNode()) {
                throw new AssertionError("a body of " + content + " is missing from " + answer);
            }
            return;
        }
        String bareType = type.replaceAll(";.*", "");
        if (!content.has(bareType)) {
            throw new AssertionError("the contract has no " + type + " at " + pointer + ": " + answer);
        }
        if (!head && bareType.endsWith("json")) {
            validate(pointer + "/content/" + bareType.replace("/", "~1") + "/schema", answer);
        }
    }

    private void checkHeaders(JsonNode headers, Answer answer) {
        for (String name : OWN_HEADERS) {
            String value = answer.header(name);
            if (value != null && !headers.has(name)) {
                throw new AssertionError("the contract has no " + name + " here: " + answer);
            }
        }
        for (Map.Entry<String, JsonNode> listed : headers.properties()) {
            if (resolved(listed.getValue()).path("required").asBoolean() && answer.header(listed.getKey()) == null) {
                throw new AssertionError(listed.getKey() + " is missing from " + answer);
            }
        }
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private void validate(String schemaPointer, Answer answer) {
        JsonSchema schema = cache.computeIfAbsent(
                schemaPointer,
                pointer -> schemas.getSchema(
                        SchemaLocation.of(LOCATION + "#" + pointer),
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
        Set<ValidationMessage> messages = schema.validate(answer.json());
        if (!messages.isEmpty()) {
            throw new AssertionError(answer + " breaks the schema at " + schemaPointer + ": " + messages);
        }
    }

    /** Whether this value is valid under a schema of the contract. */
    public boolean allows(String schema, String json) throws JsonProcessingException {
        return schemas.getSchema(SchemaLocation.of(LOCATION + "#/components/schemas/" + schema))
                .validate(new ObjectMapper().readTree(json))
                .isEmpty();
    }
}
