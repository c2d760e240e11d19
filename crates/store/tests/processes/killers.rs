//! Queries that would take all time, all memory or the process itself, while somebody else goes on asking.

use std::env;
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kolophon_store::worker::{Limits, Pool, WorkerError};

use crate::working::{Setting, request};

const LIMITS: Limits = Limits {
    wall_time: Duration::from_millis(1_500),
    cpu_time: Duration::from_secs(2),
    memory_bytes: 512 << 20,
    result_bytes: 1 << 20,
};
/// Beyond the limit, for starting and ending processes.
const GRACE: Duration = Duration::from_secs(2);

fn repeated<T: Display>(count: usize, part: impl Fn(usize) -> T) -> String {
    let parts: Vec<String> = (0..count).map(|number| part(number).to_string()).collect();
    parts.join(" ")
}

/// Triple patterns that have nothing to do with each other.
fn product(count: usize) -> String {
    repeated(count, |n| format!("?s{n} ?p{n} ?o{n} ."))
}

/// A thousand rows in few letters.
fn thousand(name: &str) -> String {
    let ten = repeated(10, |n| n);
    let digits = repeated(3, |n| format!("VALUES ?{name}{n} {{ {ten} }}"));
    format!("{{ SELECT * {{ {digits} }} }}")
}

fn nested(count: usize, open: &str, close: &str) -> String {
    format!("SELECT * {{ {}{} }}", open.repeat(count), close.repeat(count))
}

/// What is refused before it is evaluated, or ends at a limit.
fn killers() -> Vec<String> {
    let mut killers = Vec::new();
    // Nesting: the parser's and the evaluator's stack.
    for (open, close) in [
        ("{ ", "} "),
        ("{ SELECT * { ", "} } "),
        ("OPTIONAL { ", "} "),
        ("GRAPH ?g { ", "} "),
        ("MINUS { ", "} "),
    ] {
        killers.push(
            nested(100, open, close).replacen("{ ", "{ ?s ?p ?o . ?a ?b ?c . ?d ?e ?f . ", 1)
                + " ORDER BY ?f ?c ?o",
        );
        killers.push(nested(4_000, open, close));
    }
    killers.push(format!(
        "ASK {{ FILTER({}1{}) }}",
        "(".repeat(20_000),
        ")".repeat(20_000)
    ));
    killers.push(format!("ASK {{ FILTER({}1) }}", "!".repeat(60_000)));
    killers.push(format!(
        "ASK {{ ?s {}<urn:p>{} ?o }}",
        "(".repeat(20_000),
        ")".repeat(20_000)
    ));
    killers.push(format!(
        "ASK {{ ?s ?p {}1{} }}",
        "[ <urn:p> ".repeat(4_000),
        " ]".repeat(4_000)
    ));
    killers.push(format!(
        "ASK {{ ?s ?p {}1{} }}",
        "( ".repeat(9_000),
        " )".repeat(9_000)
    ));
    killers.push(format!("SELECT * {{ {{}} {} }}", repeated(990, |_| "UNION {}")));
    killers.push(format!("SELECT * {{ {{}} {} }}", repeated(5_000, |_| "UNION {}")));
    killers.push("{".repeat(60_000));
    killers.push("(".repeat(60_000));
    killers.push("[".repeat(60_000));
    // The optimizer, which is cubic.
    killers.push(format!(
        "SELECT * {{ {} }}",
        repeated(1_000, |n| format!("?v{n} <urn:p> ?v{} .", n + 1))
    ));
    killers.push(format!(
        "ASK {{ ?s ?p {} }}",
        "[ ?p ".repeat(120) + "1" + &" ]".repeat(120)
    ));
    killers.push(format!("SELECT * {{ FILTER EXISTS {{ {} }} }}", product(400)));
    // Products without data.
    let many = repeated(30, |n| n);
    for count in [6, 8, 12] {
        let values = repeated(count, |n| format!("VALUES ?v{n} {{ {many} }}"));
        killers.push(format!("SELECT (COUNT(*) AS ?n) {{ {values} }}"));
        killers.push(format!("SELECT * {{ {values} }} ORDER BY ?v1 ?v0"));
    }
    killers.push(format!(
        "SELECT * {{ {} {} {} }} ORDER BY ?a0",
        thousand("a"),
        thousand("b"),
        thousand("c")
    ));
    killers.push(format!(
        "SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {} }} }}",
        repeated(20_000, |n| n % 10)
    ));
    // Products of the data.
    for modifier in [
        "ORDER BY ?o0 ?o1 ?o2",
        "ORDER BY DESC(STR(?o1)) LIMIT 5",
        "ORDER BY RAND()",
    ] {
        killers.push(format!("SELECT * {{ {} }} {modifier}", product(3)));
        killers.push(format!("SELECT DISTINCT * {{ {} }} {modifier}", product(3)));
        killers.push(format!(
            "SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} {} }} {modifier}",
            product(3)
        ));
    }
    for count in [3, 4, 6] {
        killers.push(format!("SELECT (COUNT(*) AS ?n) {{ {} }}", product(count)));
        killers.push(format!(
            "SELECT (COUNT(DISTINCT *) AS ?n) {{ {} }}",
            product(count)
        ));
        killers.push(format!(
            "SELECT (GROUP_CONCAT(?o0) AS ?t) {{ {} }}",
            product(count)
        ));
        killers.push(format!(
            "SELECT ?s0 (SAMPLE(?o1) AS ?t) {{ {} }} GROUP BY ?s0 ?s1 ?o2",
            product(count)
        ));
        killers.push(format!(
            "CONSTRUCT {{ ?s0 ?p1 ?o2 . ?s1 ?p2 ?o0 }} WHERE {{ {} }}",
            product(count)
        ));
        killers.push(format!("SELECT * {{ {} }}", product(count)));
        killers.push(format!(
            "SELECT * {{ {} FILTER(CONTAINS(CONCAT(STR(?o0), STR(?o1)), 'nothing')) }}",
            product(count)
        ));
        killers.push(format!(
            "ASK {{ {} FILTER(STR(?o0) = 'nothing' && STR(?o1) = 'nothing') }}",
            product(count)
        ));
    }
    killers.push("SELECT * { ?s ?p ?o MINUS { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?i) } ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 }".to_owned());
    killers.push("SELECT * { ?s ?p ?o OPTIONAL { ?a ?b ?c OPTIONAL { ?d ?e ?f } } } ORDER BY ?f".to_owned());
    killers.push("SELECT (COUNT(*) AS ?n) { ?s (!<urn:x>|^!<urn:x>)* ?o . ?o (!<urn:x>|^!<urn:x>)* ?t . ?t (!<urn:x>|^!<urn:x>)* ?u }".to_owned());
    killers.push("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER(STR(?f) = CONCAT(STR(?o), STR(?c))) } }".to_owned());
    // Values that grow.
    for count in [26, 29, 40] {
        let doubling = repeated(count, |n| format!("BIND(CONCAT(?x{n}, ?x{n}) AS ?x{})", n + 1));
        killers.push(format!(
            "SELECT (STRLEN(?x{count}) AS ?n) {{ BIND('aaaaaaaaaaaaaaaa' AS ?x0) {doubling} }}"
        ));
        let replacing = repeated(count, |n| {
            format!("BIND(REPLACE(?x{n}, 'a', ?x{n}) AS ?x{})", n + 1)
        });
        killers.push(format!("SELECT ?x{count} {{ BIND('aa' AS ?x0) {replacing} }}"));
    }
    killers.push(format!(
        "SELECT (STRLEN(?t) AS ?n) {{ {{ SELECT (GROUP_CONCAT(?o) AS ?t) {{ {} }} }} }}",
        product(3)
    ));
    killers.push("ASK { FILTER(REGEX('a', '((a{1,1000}){1,1000}){1,1000}')) }".to_owned());
    // What would leave the process.
    killers.push("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }".to_owned());
    killers.push("SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }".to_owned());
    killers.push("LOAD <file:///etc/passwd>".to_owned());
    killers.push("DROP ALL".to_owned());
    // Long words.
    killers.push(format!("ASK {{ ?s ?p '{}' }} ORDER", "a".repeat(60_000)));
    killers.push(format!(
        "SELECT {} {{ ?s ?p ?o }} LIMIT x",
        repeated(9_000, |n| format!("?v{n}"))
    ));
    killers
}

pub(crate) fn killers_stop_nobody_else() {
    let setting = Setting::new();
    let killers = killers();
    assert!(killers.len() >= 60, "{}", killers.len());
    let pool = Pool::new(env::current_exe().unwrap(), 2);
    let is_over = Arc::new(AtomicBool::new(false));
    setting.runtime.block_on(async {
        let client = {
            let (pool, data, is_over) = (pool.clone(), setting.data.clone(), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut answers = 0;
                while !is_over.load(Ordering::Relaxed) {
                    // Each time another query, so that no kept answer is given.
                    let query = format!("SELECT * {{ <https://daten.example/dataset/7> ?p ?o }} # {answers}");
                    let output = pool.execute(&request(&query), &data).await.unwrap();
                    let rows = String::from_utf8_lossy(&output.body).lines().count();
                    assert_eq!(rows, 5);
                    answers += 1;
                }
                answers
            })
        };
        for query in &killers {
            let mut killer = request(query);
            killer.limits = LIMITS;
            let start = Instant::now();
            let result = pool.execute(&killer, &setting.data).await;
            let shown: String = query.chars().take(200).collect();
            assert!(
                start.elapsed() < LIMITS.wall_time + GRACE,
                "{shown}: {:?}",
                start.elapsed()
            );
            assert!(
                !matches!(
                    result,
                    Err(WorkerError::Crashed { .. } | WorkerError::Io(_) | WorkerError::Store(_))
                ),
                "{shown}: {result:?}"
            );
        }
        is_over.store(true, Ordering::Relaxed);
        let answers = client.await.unwrap();
        assert!(
            answers >= killers.len(),
            "somebody else got only {answers} answers"
        );
    });
}
