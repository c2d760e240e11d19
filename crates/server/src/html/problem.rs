//! The pages of problems: what a browser gets instead of JSON, and what a problem's type leads to.

use askama::Template;
use kolophon_diagnostic::Language;

use crate::app::App;
use crate::html::Layout;
use crate::problem::{Problem, ProblemKind};

/// What a browser gets when something went wrong.
#[derive(Debug, Template)]
#[template(path = "problem.html")]
pub(crate) struct ProblemPage {
    layout: Layout,
    title: String,
    detail: String,
    explanation: String,
    status: u16,
    id: String,
}

/// The page a problem's type leads to.
#[derive(Debug, Template)]
#[template(path = "problem_doc.html")]
pub(crate) struct ProblemDocPage {
    layout: Layout,
    slug: &'static str,
    status: u16,
    title: (String, String),
    explanation: (String, String),
}

/// All problems.
#[derive(Debug, Template)]
#[template(path = "problem_list.html")]
pub(crate) struct ProblemListPage {
    layout: Layout,
    problems: Vec<(&'static str, u16, String)>,
}

/// The page of one problem.
pub(crate) fn problem_page(app: &App, problem: &Problem, language: Language, id: &str) -> ProblemPage {
    let kind = problem.kind();
    let mut layout = Layout::new(app);
    layout.language = language.tag();
    let detail = problem.detail(language);
    let explanation = kind.explanation().in_language(language).to_owned();
    ProblemPage {
        layout,
        title: kind.title().in_language(language).to_owned(),
        explanation: if explanation == detail {
            String::new()
        } else {
            explanation
        },
        detail,
        status: kind.status().as_u16(),
        id: id.to_owned(),
    }
}

impl ProblemDocPage {
    pub(crate) fn new(app: &App, kind: ProblemKind) -> Self {
        let (title, explanation) = (kind.title(), kind.explanation());
        Self {
            layout: Layout::new(app),
            slug: kind.slug(),
            status: kind.status().as_u16(),
            title: (title.de, title.en),
            explanation: (explanation.de, explanation.en),
        }
    }
}

impl ProblemListPage {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            layout: Layout::new(app),
            problems: ProblemKind::ALL
                .into_iter()
                .map(|kind| (kind.slug(), kind.status().as_u16(), kind.title().de))
                .collect(),
        }
    }
}
