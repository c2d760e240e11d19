//! One method at one address: what it is for, what it takes, what it answers.

use kolophon_diagnostic::Text;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::schemas::{Foreign, Schemas};

/// What an operation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Finding and reading datasets.
    Datasets,
    /// Catalogues for portals.
    Catalogues,
    /// SPARQL.
    Query,
    /// Publishing with a token.
    Publishing,
    /// What programs for CKAN ask.
    Ckan,
    /// Pages for people and what belongs to them.
    Pages,
    /// Running it.
    Operation,
}

impl Group {
    /// All, in order.
    pub(crate) const ALL: [Self; 7] = [
        Self::Datasets,
        Self::Catalogues,
        Self::Query,
        Self::Publishing,
        Self::Ckan,
        Self::Pages,
        Self::Operation,
    ];

    /// The name in the document.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Datasets => "datasets",
            Self::Catalogues => "catalogues",
            Self::Query => "query",
            Self::Publishing => "publishing",
            Self::Ckan => "ckan",
            Self::Pages => "pages",
            Self::Operation => "operation",
        }
    }

    /// The name for people.
    pub(crate) fn name(self) -> Text {
        match self {
            Self::Datasets => Text::new("Datensätze finden und lesen", "Find and read datasets"),
            Self::Catalogues => Text::new("Kataloge für Portale", "Catalogues for portals"),
            Self::Query => Text::new("Daten abfragen mit SPARQL", "Query the data with SPARQL"),
            Self::Publishing => Text::new("Veröffentlichen mit Token", "Publish with a token"),
            Self::Ckan => Text::new("Für Programme, die CKAN kennen", "For programs that know CKAN"),
            Self::Pages => Text::new("Seiten für Menschen", "Pages for people"),
            Self::Operation => Text::new("Für den Betrieb", "For operation"),
        }
    }
}

/// What a body is.
#[derive(Clone, Copy)]
enum Content {
    /// Text of a media type.
    Text(&'static str),
    /// Bytes of a media type.
    Bytes(&'static str),
    /// JSON of one of our types.
    Json(fn(&mut SchemaGenerator) -> Schema),
    /// JSON that another command also writes, with the schema that lies in `schemas/`.
    Foreign(Foreign),
    /// JSON whose members depend on the request.
    Object(&'static str),
}

/// One method at one address.
pub(crate) struct Operation {
    method: &'static str,
    path: &'static str,
    group: Group,
    summary: Text,
    parameters: Vec<Value>,
    bodies: Vec<&'static str>,
    status: &'static str,
    contents: Vec<Content>,
    needs_token: bool,
    failure: Failure,
}

/// What a failure looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// A problem, as everywhere.
    Problem,
    /// What programs for CKAN understand; problems of the server itself beside it.
    Ckan,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

impl Operation {
    /// A method at an address. What is in braces in the address is a parameter.
    pub(super) fn new(
        method: &'static str,
        path: &'static str,
        group: Group,
        de: &'static str,
        en: &'static str,
    ) -> Self {
        let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let parameters = names.map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": { "type": "string", "minLength": 1 },
            })
        });
        Self {
            method,
            path,
            group,
            summary: Text::new(de, en),
            parameters: parameters.collect(),
            bodies: Vec::new(),
            status: "200",
            contents: Vec::new(),
            needs_token: false,
            failure: Failure::Problem,
        }
    }

    /// With a parameter behind the question mark.
    pub(super) fn with(mut self, name: &str, description: &str, schema: Value) -> Self {
        self.parameters.push(in_query(name, description, schema));
        self
    }

    /// With a parameter that may be given more than once.
    pub(super) fn with_many(mut self, name: &str, description: &str, items: Value) -> Self {
        let mut schema = json!({ "type": "array", "maxItems": 100 });
        schema["items"] = items;
        let mut parameter = in_query(name, description, schema);
        parameter["style"] = json!("form");
        parameter["explode"] = json!(true);
        self.parameters.push(parameter);
        self
    }

    /// With a parameter that must be given.
    pub(super) fn with_required(mut self, name: &str, description: &str, schema: Value) -> Self {
        let mut parameter = in_query(name, description, schema);
        parameter["required"] = json!(true);
        self.parameters.push(parameter);
        self
    }

    /// Takes a body of that media type.
    pub(super) fn takes(mut self, media_type: &'static str) -> Self {
        self.bodies.push(media_type);
        self
    }

    /// Answers text.
    pub(super) fn text(mut self, media_type: &'static str) -> Self {
        self.contents.push(Content::Text(media_type));
        self
    }

    /// Answers a page.
    pub(super) fn page(self) -> Self {
        self.text("text/html")
    }

    /// Answers RDF, in the form that is asked for.
    pub(super) fn rdf(mut self) -> Self {
        let forms = ["text/turtle", "application/rdf+xml", "application/n-triples"];
        self.contents.extend(forms.map(Content::Text));
        self.contents.push(Content::Object("application/ld+json"));
        self
    }

    /// Answers bytes.
    pub(super) fn bytes(mut self, media_type: &'static str) -> Self {
        self.contents.push(Content::Bytes(media_type));
        self
    }

    /// Answers JSON of a type.
    pub(super) fn json<T: JsonSchema>(mut self) -> Self {
        self.contents
            .push(Content::Json(SchemaGenerator::subschema_for::<T>));
        self
    }

    /// Answers JSON that commands write, too.
    pub(super) fn foreign(mut self, foreign: Foreign) -> Self {
        self.contents.push(Content::Foreign(foreign));
        self
    }

    /// Answers an object.
    pub(super) fn object(mut self) -> Self {
        self.contents.push(Content::Object("application/json"));
        self
    }

    /// Answers with another status than 200.
    pub(super) fn status(self, status: &'static str) -> Self {
        Self { status, ..self }
    }

    /// Tells failures as CKAN does.
    pub(super) fn fails_as_ckan(self) -> Self {
        Self {
            failure: Failure::Ckan,
            ..self
        }
    }

    /// Needs a token of the city.
    pub(super) fn needs_token(self) -> Self {
        Self {
            needs_token: true,
            ..self
        }
    }

    /// The address, as the router has it.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// The method in small letters.
    pub(crate) fn method(&self) -> &'static str {
        self.method
    }

    /// What it is about.
    pub(crate) fn group(&self) -> Group {
        self.group
    }

    /// What it is for.
    pub(crate) fn summary(&self) -> &Text {
        &self.summary
    }

    /// The names of the parameters behind the question mark.
    pub(crate) fn parameters(&self) -> Vec<&str> {
        let in_query = self
            .parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query");
        in_query
            .filter_map(|parameter| parameter["name"].as_str())
            .collect()
    }

    /// The [operation object](https://spec.openapis.org/oas/v3.1.1.html#operation-object).
    pub(super) fn to_json(&self, schemas: &mut Schemas) -> Value {
        let mut content = Map::new();
        for one in &self.contents {
            let (media_type, schema) = one.described(schemas);
            content.insert(media_type.to_owned(), json!({ "schema": schema }));
        }
        let mut success = json!({ "description": self.summary.en });
        if !content.is_empty() {
            success["content"] = Value::Object(content);
        }
        let mut responses = json!({
            (self.status): success,
            "default": { "$ref": self.failure.response() },
        });
        if self.method == "get" {
            responses["304"] = json!({ "$ref": "#/components/responses/NotModified" });
        }
        let mut described = json!({
            "operationId": self.id(),
            "tags": [self.group.id()],
            "summary": self.summary.en,
            "parameters": self.parameters,
            "responses": responses,
        });
        if !self.bodies.is_empty() {
            let content: Map<String, Value> = self
                .bodies
                .iter()
                .map(|media_type| ((*media_type).to_owned(), body(media_type)))
                .collect();
            described["requestBody"] = json!({ "required": true, "content": content });
        }
        if self.needs_token {
            described["security"] = json!([{ "token": [] }]);
        }
        described
    }

    /// A name that no other operation has.
    fn id(&self) -> String {
        let words = self
            .path
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty());
        let mut id = self.method.to_owned();
        for word in words {
            id.push('-');
            id.push_str(word);
        }
        if self.path.ends_with('/') {
            id.push_str("-slash");
        }
        id
    }
}

impl Failure {
    fn response(self) -> &'static str {
        match self {
            Self::Problem => "#/components/responses/Problem",
            Self::Ckan => "#/components/responses/CkanFailure",
        }
    }
}

impl Content {
    fn described(self, schemas: &mut Schemas) -> (&'static str, Value) {
        match self {
            Self::Text(media_type) => (media_type, json!({ "type": "string" })),
            // Bytes are no text of any schema: OpenAPI 3.1 says nothing about them but their media type.
            Self::Bytes(media_type) => (media_type, json!({})),
            Self::Json(of) => ("application/json", schemas.own(of)),
            Self::Foreign(foreign) => ("application/json", schemas.foreign(foreign)),
            Self::Object(media_type) => (media_type, json!({ "type": ["object", "array"] })),
        }
    }
}

fn body(media_type: &str) -> Value {
    match media_type {
        "application/x-www-form-urlencoded" | "multipart/form-data" | "application/json" => {
            json!({ "schema": { "type": "object" } })
        }
        _ => json!({ "schema": { "type": "string" } }),
    }
}

/// A parameter behind the question mark.
fn in_query(name: &str, description: &str, schema: Value) -> Value {
    let mut parameter = json!({ "name": name, "in": "query", "description": description });
    parameter["schema"] = schema;
    parameter
}
