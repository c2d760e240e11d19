//! Reading a page of `docs/rules/`, whose form is fixed.

use super::{Example, ExampleFile, Fixable, Page, Said};

/// The page; `None` when something of its form is missing, which a test excludes.
pub(super) fn page(markdown: &'static str) -> Option<Page> {
    let (head, body) = markdown.strip_prefix("---\n")?.split_once("\n---\n")?;
    let entry = |name: &str| {
        head.lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let german = section(body, "## Deutsch")?;
    let english = section(body, "## English")?;
    Some(Page {
        id: entry("id")?,
        clause: entry("clause"),
        fix: match entry("fix")? {
            "safe" => Fixable::Safely,
            "unsafe" => Fixable::ByGuessing,
            "no" => Fixable::No,
            _ => return None,
        },
        german: Said {
            what: section(german, "### Was")?,
            why: section(german, "### Warum")?,
            mend: section(german, "### So beheben Sie es")?,
        },
        english: Said {
            what: section(english, "### What")?,
            why: section(english, "### Why")?,
            mend: section(english, "### How to mend it")?,
        },
        wrong: example(section(body, "## Falsch · Wrong")?)?,
        right: example(section(body, "## Richtig · Right")?)?,
    })
}

/// What stands below a heading, up to the next one of its level.
fn section(text: &'static str, heading: &str) -> Option<&'static str> {
    let line = format!("\n{heading}\n");
    let below = &text[text.find(&line)? + line.len() - 1..];
    let level = heading.split(' ').next().unwrap_or_default();
    let end = below.find(&format!("\n{level} ")).unwrap_or(below.len());
    // The sections of a language keep the line break that their first heading begins with.
    let section = &below[..end];
    Some(if level == "##" { section } else { section.trim() })
}

/// A line for lists, and fenced blocks: ` ```turtle `, ` ```json `, ` ```xml `, or ` ```csv name.csv `.
fn example(section: &'static str) -> Option<Example> {
    let mut parts = section.split("```");
    let listed = parts.next()?.trim();
    let mut files = Vec::new();
    while let (Some(block), between) = (parts.next(), parts.next()) {
        let (info, text) = block.split_once('\n')?;
        let name = match info.split_once(' ') {
            Some((_, name)) => name,
            None => match info {
                "turtle" => "beispiel.ttl",
                "json" => "beispiel.jsonld",
                "xml" => "beispiel.rdf",
                "yaml" => "baumkataster.yaml",
                _ => return None,
            },
        };
        files.push(ExampleFile { name, text });
        between?;
    }
    Some(Example { listed, files })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nid: a-b\nfix: no\n---\n\n# a-b\n\n## Deutsch\n\n### Was\n\nEins.\n\n### Warum\n\nZwei.\n\nDrei.\n\n\
        ### So beheben Sie es\n\nVier.\n\n## English\n\n### What\n\nOne.\n\n### Why\n\nTwo.\n\n### How to mend it\n\nThree.\n\n\
        ## Falsch · Wrong\n\nTitel: (leer)\n\n```turtle\n# a\n```\n\n```csv x.csv\na;b\n```\n\n## Richtig · Right\n\n```json\n{}\n```\n";

    #[test]
    fn a_page_is_read_part_by_part() {
        let page = page(PAGE).unwrap();
        assert_eq!((page.id, page.clause, page.fix), ("a-b", None, Fixable::No));
        assert_eq!(page.german.what, "Eins.");
        assert_eq!(page.german.why, "Zwei.\n\nDrei.");
        assert_eq!(page.english.mend, "Three.");
        assert_eq!(page.wrong.listed, "Titel: (leer)");
        let names: Vec<&str> = page.wrong.files.iter().map(|file| file.name).collect();
        assert_eq!(names, ["beispiel.ttl", "x.csv"]);
        assert_eq!(page.right.files[0].text, "{}\n");
        assert_eq!(page.why().de, "Zwei.");
    }

    #[test]
    fn a_page_without_a_language_is_none() {
        for heading in ["## English", "### Warum", "## Richtig · Right", "fix: no"] {
            let text: &'static str = PAGE.replacen(heading, "x", 1).leak();
            assert_eq!(page(text), None, "{heading}");
        }
    }
}
