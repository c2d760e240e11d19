//! From page to page: what ends a harvest, what makes it stop early, and what it does not notice.

use super::*;

fn three_pages() -> Script {
    Script::of(&[
        &format!("{}{}", dataset("a", ""), paging(1, 2, 3)),
        &format!("{}{}", dataset("b", ""), paging(2, 3, 3)),
        &format!("{}{}", dataset("c", ""), paging(3, 0, 3)),
    ])
}

#[test]
fn pages_of_both_kinds_are_walked_to_the_end_by_all() {
    for harvester in Harvester::ALL {
        let rehearsal = three_pages().rehearse(harvester);
        assert_eq!(
            fates(&rehearsal),
            ["a Imported", "b Imported", "c Imported"],
            "{harvester:?}"
        );
        assert!(rehearsal.all_arrives(), "{harvester:?}: {:?}", rehearsal.run);
        assert_eq!(rehearsal.pages.len(), 3);
        assert_eq!(rehearsal.held.len(), 3);
    }
}

#[test]
fn only_ckan_probes_with_head_and_udata_only_without_an_ending() {
    let asked = |harvester| {
        let mut script = three_pages();
        script.rehearse(harvester);
        script
            .asked
            .iter()
            .filter(|line| line.starts_with("HEAD"))
            .count()
    };
    assert_eq!(Harvester::ALL.map(asked), [3, 3, 0, 0]);
    let mut script = Script::default();
    let source = format!("{SITE}/catalog");
    script.answer(&source, turtle(&dataset("a", "")));
    let rehearsal = rehearse(Harvester::Udata, &source, &mut script, None).unwrap();
    assert!(rehearsal.all_arrives());
    assert_eq!(script.asked, [format!("HEAD {source}"), format!("GET {source}")]);
}

#[test]
fn a_refused_head_ends_the_harvest_save_400_and_405() {
    for (code, is_void) in [
        (400, false),
        (405, false),
        (403, true),
        (404, true),
        (501, true),
        (302, false),
    ] {
        let mut script = three_pages();
        script.head(&address(2), status(code));
        let rehearsal = script.rehearse(Harvester::Ckan);
        assert_eq!(rehearsal.run.outcome == Outcome::Void, is_void, "{code}");
        if is_void {
            assert_eq!(codes(&rehearsal.run.causes), ["head-refused"]);
        }
    }
}

#[test]
fn a_page_that_is_refused_ends_the_harvest_and_deletes_nothing() {
    for harvester in Harvester::ALL {
        let before = three_pages().rehearse(harvester);
        for code in [410, 404, 500, 503] {
            let mut script = three_pages();
            script.answer(&address(2), status(code));
            let rehearsal = rehearse(harvester, FIRST, &mut script, Some(&before)).unwrap();
            assert_eq!(rehearsal.run.outcome, Outcome::Void, "{harvester:?} {code}");
            assert_eq!((rehearsal.counts.imported, rehearsal.counts.deleted), (0, 0));
            assert_eq!(rehearsal.held, before.held, "the portal keeps what it has");
        }
    }
}

#[test]
fn not_modified_is_an_empty_page() {
    let outcome = |harvester| {
        let mut script = three_pages();
        script.answer(&address(2), status(304));
        let rehearsal = script.rehearse(harvester);
        (
            rehearsal.run.outcome,
            rehearsal.run.causes.first().map(|cause| cause.code.clone()),
        )
    };
    let void = |code: &str| (Outcome::Void, Some(code.to_owned()));
    assert_eq!(outcome(Harvester::Ckan), void("page-empty"));
    assert_eq!(outcome(Harvester::Piveau), void("get-refused"));
    // udata reads no triple in it, and no next page either.
    let short = (Outcome::Incomplete, Some("fewer-than-promised".to_owned()));
    assert_eq!(outcome(Harvester::Udata), short);
}

#[test]
fn a_redirect_is_followed_but_not_by_udata() {
    let moved = || {
        let mut script = Script::default();
        let to = format!("{SITE}/neu.ttl");
        script.answer(&to, turtle(&dataset("a", "")));
        script.answer(
            FIRST,
            Response {
                location: Some(to),
                ..status(301)
            },
        );
        script
    };
    for harvester in [Harvester::Ckan, Harvester::Govdata, Harvester::Piveau] {
        let rehearsal = moved().rehearse(harvester);
        assert!(rehearsal.all_arrives(), "{harvester:?}: {:?}", rehearsal.run);
        assert_eq!(codes(&rehearsal.run.remarks), ["redirect-followed"]);
    }
    let rehearsal = moved().rehearse(Harvester::Udata);
    assert_eq!(codes(&rehearsal.run.causes), ["redirect-refused"]);
}

#[test]
fn each_harvester_knows_other_links_to_the_next_page() {
    let next = address(2);
    let kinds = [
        // The class, the property; whether CKAN, data.europa.eu and udata go on.
        ("hydra:PagedCollection", "hydra:nextPage", [true, true, true]),
        ("hydra:PagedCollection", "hydra:next", [true, false, false]),
        ("hydra:PartialCollectionView", "hydra:next", [true, true, true]),
        (
            "hydra:PartialCollectionView",
            "hydra:nextPage",
            [true, false, false],
        ),
        ("hydra:Collection", "hydra:next", [false, false, false]),
    ];
    for (class, property, goes_on) in kinds {
        for object in [format!("<{next}>"), format!("\"{next}\"")] {
            let first = format!(
                "{}<{FIRST}> a {class} ; {property} {object} ; hydra:totalItems 2 .",
                dataset("a", "")
            );
            for (harvester, goes_on) in [Harvester::Ckan, Harvester::Piveau, Harvester::Udata]
                .into_iter()
                .zip(goes_on)
            {
                let rehearsal = Script::of(&[&first, &dataset("b", "")]).rehearse(harvester);
                let name = format!("{harvester:?} {class} {property} {object}");
                if goes_on {
                    assert_eq!(fates(&rehearsal), ["a Imported", "b Imported"], "{name}");
                } else {
                    assert_eq!(rehearsal.run.outcome, Outcome::Incomplete, "{name}");
                    assert_eq!(codes(&rehearsal.run.causes), ["next-not-seen"], "{name}");
                }
            }
        }
    }
}

#[test]
fn piveau_wants_the_number_of_all_datasets() {
    let page = |text: &str| format!("{}{text}", dataset("a", ""));
    for (text, expected) in [
        (format!("<{FIRST}> a hydra:PagedCollection ."), vec!["no-total"]),
        (
            format!("<{FIRST}> a hydra:PagedCollection . <{SITE}> hydra:totalItems 1 ."),
            vec!["no-total"],
        ),
        (
            format!("<{FIRST}> a hydra:PagedCollection ; hydra:totalItems \"viele\" ."),
            vec!["no-total"],
        ),
        (
            format!("<{FIRST}> a hydra:PagedCollection ; hydra:totalItems \"1\" ."),
            vec![],
        ),
        (
            format!("<{FIRST}> a hydra:PartialCollectionView ."),
            vec!["no-total"],
        ),
        (
            format!("<{FIRST}> a hydra:PartialCollectionView . <{SITE}> hydra:totalItems 1 ."),
            vec![],
        ),
        (String::new(), vec![]),
    ] {
        let rehearsal = one_page(Harvester::Piveau, &page(&text));
        assert_eq!(codes(&rehearsal.run.causes), expected, "{text}");
        assert!(one_page(Harvester::Ckan, &page(&text)).all_arrives(), "{text}");
    }
}

#[test]
fn a_circle_never_ends_unless_it_leads_ckan_back_to_the_first_page() {
    let to_first = [
        format!("{}{}", dataset("a", ""), paging(1, 2, 2)),
        format!("{}{}", dataset("b", ""), paging(2, 1, 2)),
    ];
    let to_second = [
        to_first[0].clone(),
        format!("{}{}", dataset("b", ""), paging(2, 3, 3)),
        format!("{}{}", dataset("c", ""), paging(3, 2, 3)),
    ];
    let codes_of = |harvester, pages: &[String]| {
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let rehearsal = Script::of(&pages).rehearse(harvester);
        let code = rehearsal.run.causes.first().map(|cause| cause.code.clone());
        (rehearsal.run.outcome, code.unwrap_or_default())
    };
    assert_eq!(
        codes_of(Harvester::Ckan, &to_first),
        (Outcome::Incomplete, "same-as-first-page".to_owned())
    );
    for harvester in [Harvester::Piveau, Harvester::Udata] {
        assert_eq!(
            codes_of(harvester, &to_first),
            (Outcome::Void, "endless-pages".to_owned())
        );
    }
    for harvester in Harvester::ALL {
        assert_eq!(
            codes_of(harvester, &to_second),
            (Outcome::Void, "endless-pages".to_owned())
        );
    }
}

#[test]
fn a_cache_that_answers_the_first_page_for_every_page_deletes_all_others() {
    let before = three_pages().rehearse(Harvester::Govdata);
    let mut script = three_pages();
    let first = turtle(&format!("{}{}", dataset("a", ""), paging(1, 2, 3)));
    script.answer(&address(2), first);
    let rehearsal = rehearse(Harvester::Govdata, FIRST, &mut script, Some(&before)).unwrap();
    assert_eq!(codes(&rehearsal.run.causes), ["same-as-first-page"]);
    assert_eq!(
        fates(&rehearsal),
        ["a Imported", "b Deleted missing", "c Deleted missing"]
    );
    // udata and piveau go round for ever.
    let mut script = three_pages();
    script.answer(
        &address(2),
        turtle(&format!("{}{}", dataset("a", ""), paging(1, 2, 3))),
    );
    assert_eq!(
        codes(&script.rehearse(Harvester::Piveau).run.causes),
        ["endless-pages"]
    );
}

#[test]
fn a_page_cut_off_between_two_statements_looks_like_the_last() {
    for harvester in Harvester::ALL {
        let before = three_pages().rehearse(harvester);
        let mut script = three_pages();
        script.answer(&address(2), turtle(&dataset("b", "")));
        let rehearsal = rehearse(harvester, FIRST, &mut script, Some(&before)).unwrap();
        assert_eq!(
            fates(&rehearsal),
            ["a Imported", "b Imported", "c Deleted missing"],
            "{harvester:?}"
        );
        assert_eq!(
            codes(&rehearsal.run.causes),
            ["fewer-than-promised"],
            "{harvester:?}"
        );
        assert!(!rehearsal.all_arrives());
    }
}

#[test]
fn a_page_that_breaks_off_ends_the_harvest() {
    for harvester in Harvester::ALL {
        for end in [End::BrokenOff, End::TimedOut] {
            let mut script = three_pages();
            script.answer(
                &address(2),
                Response {
                    end,
                    ..turtle("<https://daten.example/b> a dcat:Data")
                },
            );
            let rehearsal = script.rehearse(harvester);
            assert_eq!(rehearsal.run.outcome, Outcome::Void, "{harvester:?} {end:?}");
        }
    }
}

#[test]
fn ckan_reads_fifty_megabytes_and_no_more() {
    let large = |bytes: usize| {
        let mut script = Script::default();
        let mut page = turtle(&dataset("a", ""));
        page.body.resize(bytes, b' ');
        script.answer(FIRST, page);
        script
    };
    let most = 50 << 20;
    assert!(large(most - 1).rehearse(Harvester::Ckan).all_arrives());
    assert_eq!(
        codes(&large(most).rehearse(Harvester::Ckan).run.causes),
        ["page-too-large"]
    );
    assert!(large(most).rehearse(Harvester::Piveau).all_arrives());
    // What the probe promises is enough.
    let mut script = Script::of(&[&dataset("a", "")]);
    script.head(
        FIRST,
        Response {
            content_length: Some(60 << 20),
            ..status(200)
        },
    );
    assert_eq!(
        codes(&script.rehearse(Harvester::Govdata).run.causes),
        ["page-too-large"]
    );
}

#[test]
fn the_next_page_needs_a_whole_address() {
    let first = |next: &str| {
        format!(
            "{}<{FIRST}> a hydra:PagedCollection, hydra:PartialCollectionView ; hydra:totalItems 2 ; \
             hydra:next {next} ; hydra:nextPage {next} .",
            dataset("a", "")
        )
    };
    for harvester in Harvester::ALL {
        let rehearsal = Script::of(&[&first("\"?page=2\""), &dataset("b", "")]).rehearse(harvester);
        assert_eq!(
            codes(&rehearsal.run.causes),
            ["next-is-no-address"],
            "{harvester:?}"
        );
        // Jena knows the address of the page, rdflib does not.
        let rehearsal = Script::of(&[&first("<?page=2>"), &dataset("b", "")]).rehearse(harvester);
        let is_jena = harvester == Harvester::Piveau;
        assert_eq!(
            rehearsal.all_arrives(),
            is_jena,
            "{harvester:?}: {:?}",
            rehearsal.run
        );
    }
}

#[test]
fn several_next_pages_are_chance() {
    let next = [address(2), address(3)];
    let first = format!(
        "{}<{FIRST}> a hydra:PagedCollection ; hydra:totalItems 1 ; hydra:nextPage <{}>, <{}> .",
        dataset("a", ""),
        next[0],
        next[1]
    );
    for harvester in Harvester::ALL {
        let rehearsal = Script::of(&[&first, &dataset("b", ""), &dataset("c", "")]).rehearse(harvester);
        assert_eq!(codes(&rehearsal.run.remarks), ["several-next"], "{harvester:?}");
    }
}

#[test]
fn an_empty_catalogue_deletes_everything() {
    for harvester in Harvester::ALL {
        let before = three_pages().rehearse(harvester);
        let mut script = Script::of(&["<https://daten.example/> a dcat:Catalog ."]);
        let rehearsal = rehearse(harvester, FIRST, &mut script, Some(&before)).unwrap();
        assert_eq!(codes(&rehearsal.run.causes), ["no-dataset"], "{harvester:?}");
        assert_eq!(rehearsal.counts.deleted, 3);
        assert_eq!(rehearsal.held, []);
    }
}

#[test]
fn nobody_answering_is_an_error_and_no_finding() {
    #[derive(Debug)]
    struct Nobody;
    impl Fetch for Nobody {
        fn fetch(&mut self, request: &Request<'_>) -> Result<Response, FetchError> {
            Err(FetchError::Unreachable {
                address: request.address.to_owned(),
                source: "refused".into(),
            })
        }
    }
    for harvester in Harvester::ALL {
        let error = rehearse(harvester, FIRST, &mut Nobody, None).unwrap_err();
        assert!(error.to_string().contains(FIRST), "{error}");
    }
}
