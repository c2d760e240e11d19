//! A small graph store that does what the tests tell it, good or bad.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use kolophon_store::Endpoint;
use percent_encoding::percent_decode_str;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// This status, with a page for people.
    Status(u16),
    /// The connection is closed in the middle of the answer.
    BrokenAnswer,
    /// The connection is closed without an answer, after the work was done.
    NoAnswer,
    /// No answer for a long time.
    Silence,
    /// A web page with status 200.
    Page,
    /// Half of the graph, well formed.
    HalfTheGraph,
}

#[derive(Default)]
struct State {
    graphs: BTreeMap<String, String>,
    writes: usize,
    /// The fault of every write but the first few.
    failing_writes: Option<(usize, Fault)>,
    failing_reads: Option<Fault>,
    has_no_union: bool,
    requests: Vec<String>,
}

/// The store; it answers until the process ends.
pub(crate) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct Request {
    method: String,
    target: String,
    body: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &state));
            }
        });
        Self { address, state }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        let address = self.address;
        Endpoint {
            update: format!("http://{address}/update"),
            graphs: Some(format!("http://{address}/graphs")),
            timeout: Duration::from_secs(3),
            ..Endpoint::new(&format!("http://{address}/query"))
        }
    }

    /// Lets every write fail after as many that succeed, counted from now.
    pub(crate) fn fail_writes_after(&self, good: usize, fault: Fault) {
        let mut state = self.lock();
        let writes = state.writes;
        state.failing_writes = Some((writes + good, fault));
    }

    pub(crate) fn fail_reads(&self, fault: Fault) {
        self.lock().failing_reads = Some(fault);
    }

    pub(crate) fn without_union(&self) {
        self.lock().has_no_union = true;
    }

    /// All is well again.
    pub(crate) fn heal(&self) {
        let mut state = self.lock();
        state.failing_writes = None;
        state.failing_reads = None;
    }

    /// What the store holds, without the order and the labels that do not matter.
    pub(crate) fn holds(&self) -> BTreeMap<String, Vec<String>> {
        let state = self.lock();
        let lines = |text: &String| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        state
            .graphs
            .iter()
            .map(|(name, text)| (name.clone(), lines(text)))
            .collect()
    }

    /// How many writes have succeeded.
    pub(crate) fn writes(&self) -> usize {
        self.lock().writes
    }

    /// Puts a graph there behind everybody's back.
    pub(crate) fn put(&self, name: &str, text: &str) {
        self.lock().graphs.insert(name.to_owned(), text.to_owned());
    }

    /// The methods and targets of all requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.lock().requests.clone()
    }
}

fn answer(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let is_write = matches!(request.method.as_str(), "PUT" | "DELETE") || request.target == "/update";
        let fault = {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state
                .requests
                .push(format!("{} {}", request.method, request.target));
            if is_write {
                let writes = state.writes;
                let failing = state.failing_writes;
                let fault = failing
                    .filter(|(good, _)| writes >= *good)
                    .map(|(_, fault)| fault);
                // Counted here, so that two at once do not both take the last place.
                state.writes += usize::from(fault.is_none());
                fault
            } else {
                state.failing_reads
            }
        };
        let stream = reader.get_mut();
        let sent = match fault {
            Some(Fault::Status(status)) => {
                let page = "<html><body>Das geht nicht.</body></html>";
                respond(stream, status, "text/html", page)
            }
            Some(Fault::Page) => respond(stream, 200, "text/html", "<html>Willkommen</html>"),
            Some(Fault::Silence) => {
                thread::sleep(Duration::from_mins(1));
                return;
            }
            Some(Fault::NoAnswer) => {
                work(&request, state);
                return;
            }
            Some(Fault::BrokenAnswer) => {
                let (_, _, body) = work(&request, state);
                let half = &body.as_bytes()[..body.len() / 2];
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: {}\r\n\r\n",
                    body.len().max(10)
                );
                drop(
                    stream
                        .write_all(head.as_bytes())
                        .and_then(|()| stream.write_all(half)),
                );
                return;
            }
            Some(Fault::HalfTheGraph) => {
                let (status, media_type, body) = work(&request, state);
                let lines: Vec<&str> = body.lines().collect();
                respond(stream, status, media_type, &lines[..lines.len() / 2].join("\n"))
            }
            None => {
                let (status, media_type, body) = work(&request, state);
                respond(stream, status, media_type, &body)
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    if reader.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        target,
        body: String::from_utf8(body).ok()?,
    })
}

fn respond(stream: &mut TcpStream, status: u16, media_type: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

/// Does what a good store does.
fn work(request: &Request, state: &Mutex<State>) -> (u16, &'static str, String) {
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let graph = request.target.split_once("graph=");
    let graph = graph.map(|(_, name)| percent_decode_str(name).decode_utf8_lossy().into_owned());
    match (request.method.as_str(), graph) {
        ("GET", Some(name)) => match state.graphs.get(&name) {
            Some(text) => (200, "application/n-triples", text.clone()),
            None => (404, "text/plain", "no such graph".to_owned()),
        },
        ("PUT", Some(name)) => {
            state.graphs.insert(name, request.body.clone());
            (204, "text/plain", String::new())
        }
        ("DELETE", Some(name)) => {
            let known = state.graphs.remove(&name).is_some();
            (if known { 204 } else { 404 }, "text/plain", String::new())
        }
        ("POST", None) => {
            let form = request.body.replace("query=", "");
            let query = percent_decode_str(&form).decode_utf8_lossy().into_owned();
            (200, "application/sparql-results+json", state.table(&query))
        }
        _ => (400, "text/plain", "unknown".to_owned()),
    }
}

impl State {
    /// The answers to the two questions that Kolophon asks.
    fn table(&self, query: &str) -> String {
        let iris: Vec<&str> = query
            .split('<')
            .skip(1)
            .filter_map(|rest| rest.split('>').next())
            .collect();
        let is_in = |text: &str, first: &str, second: &str| text.contains(&format!("<{first}> <{second}>"));
        let (variable, values): (&str, Vec<&str>) = if query.contains("?g") {
            let holders = self
                .graphs
                .iter()
                .filter(|(_, text)| is_in(text, iris[0], iris[1]));
            ("g", holders.map(|(name, _)| name.as_str()).collect())
        } else {
            let says = !self.has_no_union && self.graphs.values().any(|text| is_in(text, iris[0], iris[1]));
            ("o", says.then_some("urn:x").into_iter().collect())
        };
        let rows: Vec<String> = values
            .iter()
            .map(|value| format!(r#"{{"{variable}":{{"type":"uri","value":"{value}"}}}}"#))
            .collect();
        let rows = rows.join(",");
        format!(r#"{{"head":{{"vars":["{variable}"]}},"results":{{"bindings":[{rows}]}}}}"#)
    }
}
