//! Queries in processes of their own.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use kolophon_graph::{GraphBuilder, Position, Term, TermId, Triple};
use kolophon_store::worker::{Data, Limits, Output, Pool, Request, WorkerError};
use kolophon_store::{
    City, CityChange, Excess, OpenMode, Resource, ResourceKind, ResultsFormat, SnapshotFile, Store,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A store of 300 graphs, and what queries run on.
pub(crate) struct Setting {
    pub(crate) runtime: Runtime,
    pub(crate) data: Data,
    store: Store,
    _directory: TempDir,
}

/// Processes of this program, which is the worker, too.
fn pool() -> Pool {
    Pool::new(env::current_exe().unwrap(), 1)
}

/// What is published, as soon as it is one file.
fn snapshot(store: &Store) -> SnapshotFile {
    let start = Instant::now();
    loop {
        if let Some(file) = store.snapshot() {
            return file;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "there is no snapshot");
        thread::sleep(Duration::from_millis(5));
    }
}

impl Setting {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path(), OpenMode::Create).unwrap();
        let put = (0..300)
            .map(|number| {
                let iri = format!("https://daten.example/dataset/{number}");
                let mut builder = GraphBuilder::new();
                let subject = builder.iri(&iri);
                let predicate = builder.iri("https://daten.example/def#number");
                for value in 0..4 {
                    let value = builder.string_literal(&format!("{number} {value}"));
                    builder.push(Triple::new(subject, predicate, value), Position::UNKNOWN);
                }
                describe(&mut builder, subject, number);
                (Resource::new(&iri, ResourceKind::Dataset), builder.finish())
            })
            .collect();
        let city = City::new("mainz", "https://daten.example");
        store
            .apply_blocking(CityChange {
                put,
                ..CityChange::new(city)
            })
            .unwrap();
        Self {
            runtime: Runtime::new().unwrap(),
            data: Data::Snapshot(snapshot(&store)),
            store,
            _directory: directory,
        }
    }

    fn execute(&self, request: &Request) -> Result<Arc<Output>, WorkerError> {
        self.runtime.block_on(pool().execute(request, &self.data))
    }

    fn csv(&self, query: &str) -> String {
        let output = self.execute(&request(query)).unwrap();
        assert_eq!(output.format, ResultsFormat::Csv);
        String::from_utf8(output.body.clone()).unwrap()
    }
}

/// For every tenth graph, values that the engine does not keep as they are written, a text of a language, a blank node,
/// and a triple that other graphs hold, too.
fn describe(builder: &mut GraphBuilder, subject: TermId, number: usize) {
    if !number.is_multiple_of(10) {
        return;
    }
    let mut push = |subject, name: &str, object| {
        let predicate = builder.iri(&format!("https://daten.example/def#{name}"));
        let object = builder.term(object);
        builder.push(Triple::new(subject, predicate, object), Position::UNKNOWN);
        object
    };
    let typed = |value, datatype| Term::Literal {
        value,
        datatype,
        language: None,
    };
    let (size, day) = (
        format!("0{number}"),
        format!("2026-{:02}-01", 1 + number / 10 % 12),
    );
    push(
        subject,
        "size",
        typed(&size, "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
    );
    push(
        subject,
        "day",
        typed(&day, "http://www.w3.org/2001/XMLSchema#date"),
    );
    let title = Term::Literal {
        value: "Größe",
        datatype: kolophon_graph::RDF_LANG_STRING,
        language: Some("de"),
    };
    push(subject, "title", title);
    let contact = push(subject, "contact", Term::BlankNode("contact"));
    push(contact, "name", typed("Amt", kolophon_graph::XSD_STRING));
    let shared = push(subject, "publisher", Term::Iri("https://daten.example/amt"));
    push(shared, "name", typed("Amt", kolophon_graph::XSD_STRING));
}

pub(crate) fn request(query: &str) -> Request {
    Request {
        query: query.to_owned(),
        formats: vec![ResultsFormat::Csv, ResultsFormat::NTriples],
        limits: Limits {
            wall_time: Duration::from_secs(20),
            ..Limits::default()
        },
        ..Request::default()
    }
}

pub(crate) fn a_query_is_answered() {
    let setting = Setting::new();
    assert_eq!(
        setting.csv("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        "n\r\n1381\r\n"
    );
    assert_eq!(
        setting.csv("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"),
        "n\r\n1410\r\n"
    );
    let graph = setting
        .execute(&request(
            "CONSTRUCT WHERE { <https://daten.example/dataset/7> ?p ?o }",
        ))
        .unwrap();
    assert_eq!(graph.format, ResultsFormat::NTriples);
    assert_eq!(String::from_utf8(graph.body.clone()).unwrap().lines().count(), 4);
    let usual = Request {
        formats: Vec::new(),
        ..request("ASK { ?s ?p ?o }")
    };
    let usual = setting.execute(&usual).unwrap();
    assert_eq!(usual.format, ResultsFormat::Json);
    assert!(String::from_utf8(usual.body.clone()).unwrap().contains("true"));

    // The dataset of the protocol goes before that of the query.
    let dataset = Request {
        default_graphs: vec!["https://daten.example/dataset/1".to_owned()],
        named_graphs: vec!["https://daten.example/dataset/2".to_owned()],
        ..request(
            "SELECT ?s FROM <https://daten.example/dataset/3> { { ?s ?p '1 0' } UNION { GRAPH ?g { ?s ?p ?o } } }",
        )
    };
    let rows = String::from_utf8(setting.execute(&dataset).unwrap().body.clone()).unwrap();
    assert_eq!(rows.lines().count(), 1 + 1 + 4, "{rows}");
}

pub(crate) fn a_snapshot_answers_like_a_checkpoint() {
    let mut setting = Setting::new();
    let queries = [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { GRAPH <https://daten.example/dataset/20> { ?s ?p ?o } }",
        "SELECT ?g { GRAPH ?g {} }",
        "PREFIX d: <https://daten.example/def#> SELECT * { ?s d:size ?size FILTER(?size > 100) } ORDER BY DESC(?size)",
        "PREFIX d: <https://daten.example/def#> SELECT * { ?s d:size 10 }",
        "PREFIX d: <https://daten.example/def#> SELECT * { ?s d:size '010'^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> }",
        "PREFIX d: <https://daten.example/def#> SELECT ?day (COUNT(*) AS ?n) { ?s d:day ?day } GROUP BY ?day ORDER BY ?day",
        "PREFIX d: <https://daten.example/def#> SELECT * { ?s d:title 'Größe'@de ; d:contact/d:name ?name }",
        "PREFIX d: <https://daten.example/def#> SELECT * { ?s d:size ?size BIND(?size + 10 AS ?next) ?t d:size ?next }",
        "SELECT * FROM <https://daten.example/dataset/0> FROM <https://daten.example/dataset/10> { ?s ?p ?o }",
        "SELECT * FROM NAMED <https://daten.example/dataset/0> { GRAPH ?g { ?s ?p ?o } }",
        "CONSTRUCT WHERE { ?s <https://daten.example/def#publisher> ?o }",
        "DESCRIBE <https://daten.example/dataset/0>",
    ];
    let answers = |setting: &Setting| -> Vec<Vec<String>> {
        let answer = |query: &&str| {
            let output = setting.execute(&request(query)).unwrap();
            let text = String::from_utf8(output.body.clone()).unwrap();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        queries.iter().map(answer).collect()
    };
    let by_snapshot = answers(&setting);
    setting.data = Data::Checkpoint(setting.store.checkpoint().unwrap());
    for ((query, by_snapshot), by_checkpoint) in queries.iter().zip(by_snapshot).zip(answers(&setting)) {
        assert!(by_snapshot.len() > 1, "{query}");
        assert_eq!(by_snapshot, by_checkpoint, "{query}");
    }
}

pub(crate) fn refusals_travel() {
    let setting = Setting::new();
    let refusal = |query: &str| setting.execute(&request(query)).unwrap_err();
    assert!(matches!(
        refusal("SELECT *\nWHERE { ?s ?p }"),
        WorkerError::Syntax {
            line: 2,
            column: 16,
            ..
        }
    ));
    assert!(matches!(refusal("CLEAR ALL"), WorkerError::Update));
    assert!(matches!(
        refusal("ASK { SERVICE <http://localhost/> {} }"),
        WorkerError::Service
    ));
    assert!(matches!(
        refusal(&"(".repeat(60_000)),
        WorkerError::TooDeep { .. }
    ));
    let unions = format!("ASK {{ {{}} {} }}", "UNION {} ".repeat(300));
    assert!(matches!(
        refusal(&unions),
        WorkerError::TooMuch {
            excess: Excess::Unions
        }
    ));
    let only_graphs = Request {
        formats: vec![ResultsFormat::Turtle],
        ..request("ASK {}")
    };
    assert!(matches!(
        setting.execute(&only_graphs),
        Err(WorkerError::Unsupported { .. })
    ));
}

pub(crate) fn the_state_is_not_in_a_checkpoint() {
    let setting = Setting::new();
    for query in [
        "SELECT * { GRAPH <urn:kolophon:state> { ?s ?p ?o } }",
        "SELECT * FROM <urn:kolophon:state> { ?s ?p ?o }",
        "SELECT DISTINCT ?g { GRAPH ?g { } FILTER(STRSTARTS(STR(?g), 'urn:')) }",
    ] {
        assert_eq!(setting.csv(query).lines().count(), 1, "{query}");
    }
}

pub(crate) fn wild_queries_end_at_the_limit() {
    let setting = Setting::new();
    let limits = Limits {
        wall_time: Duration::from_secs(3),
        cpu_time: Duration::from_secs(2),
        memory_bytes: 512 << 20,
        result_bytes: 1 << 20,
    };
    let wild = [
        // A cross product that is sorted: memory or time.
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?f ?c ?i".to_owned(),
        // Millions of combinations that are counted.
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
        // A text without end.
        "SELECT (GROUP_CONCAT(?c) AS ?t) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }".to_owned(),
    ];
    setting.runtime.block_on(async {
        let pool = pool();
        for query in wild {
            let start = Instant::now();
            let wild = Request {
                limits,
                ..request(&query)
            };
            let tame = request("ASK { ?s ?p ?o }");
            let (wild, tame) = tokio::join!(
                pool.execute(&wild, &setting.data),
                pool.execute(&tame, &setting.data)
            );
            assert!(
                matches!(wild, Err(WorkerError::Timeout | WorkerError::Memory)),
                "{query}: {wild:?}"
            );
            assert!(start.elapsed() < Duration::from_secs(6));
            tame.unwrap();
        }
    });
    let endless = Request {
        limits: Limits {
            result_bytes: 100_000,
            ..request("").limits
        },
        ..request("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    };
    assert!(matches!(setting.execute(&endless), Err(WorkerError::TooLarge)));
    assert_eq!(
        setting.csv("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        "n\r\n1381\r\n"
    );
}

pub(crate) fn a_worker_answers_again() {
    let setting = Setting::new();
    let pool = pool();
    setting.runtime.block_on(async {
        for number in 0_usize..20 {
            let query = format!("SELECT (COUNT(*) + {number} AS ?n) {{ ?s dcterms:none|!dct:none ?o }}");
            let output = pool.execute(&request(&query), &setting.data).await.unwrap();
            assert_eq!(
                String::from_utf8_lossy(&output.body),
                format!("n\r\n{}\r\n", 1381 + number)
            );
            // Refusals, limits and deaths of the others change nothing.
            assert!(pool.execute(&request("SELECT"), &setting.data).await.is_err());
            if number.is_multiple_of(5) {
                let wild = Request {
                    limits: Limits {
                        wall_time: Duration::from_millis(300),
                        ..Limits::default()
                    },
                    ..request("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
                };
                let result = pool.execute(&wild, &setting.data).await;
                assert!(matches!(result, Err(WorkerError::Timeout)), "{result:?}");
            }
        }
        let query = request("SELECT ?s { ?s ?p ?o } LIMIT 1");
        let (first, again) = (
            pool.execute(&query, &setting.data).await,
            pool.execute(&query, &setting.data).await,
        );
        assert!(Arc::ptr_eq(&first.unwrap(), &again.unwrap()), "it was kept");
    });
}

pub(crate) fn a_program_that_is_no_worker() {
    let setting = Setting::new();
    let execute = |program: &str| {
        let pool = Pool::new(PathBuf::from(program), 1);
        setting
            .runtime
            .block_on(pool.execute(&request("ASK {}"), &setting.data))
    };
    assert!(matches!(execute("/nowhere/kolophon"), Err(WorkerError::Io(_))));
    if cfg!(unix) {
        assert!(matches!(execute("/bin/true"), Err(WorkerError::Crashed { .. })));
        assert!(matches!(execute("/bin/echo"), Err(WorkerError::Crashed { .. })));
    }
}
