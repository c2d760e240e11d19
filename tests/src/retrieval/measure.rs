//! nDCG, reciprocal rank and success, as TREC defines them.

use super::{DEPTH, Engine, Judged};

/// Means over questions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002), gain 2^grade − 1.
    pub ndcg: f64,
    /// Mean of 1 by the place of the first dataset of grade 2 or 3.
    pub mrr: f64,
    /// Share of questions whose first dataset is of the best grade that any has.
    pub success: f64,
}

/// The means of an engine over some questions.
pub fn figures<'a>(engine: &dyn Engine, questions: impl IntoIterator<Item = &'a Judged>) -> Figures {
    let mut sum = Figures::default();
    let mut number = 0.0;
    for question in questions {
        let one = of_question(question, &engine.find(&question.question));
        sum.ndcg += one.ndcg;
        sum.mrr += one.mrr;
        sum.success += one.success;
        number += 1.0;
    }
    Figures {
        ndcg: sum.ndcg / number,
        mrr: sum.mrr / number,
        success: sum.success / number,
    }
}

/// The figures of one question.
#[must_use]
pub(super) fn of_question(question: &Judged, found: &[String]) -> Figures {
    let grades: Vec<u8> = found.iter().map(|iri| question.grade(iri)).collect();
    let mut ideal: Vec<u8> = question.grades.iter().map(|(_, grade)| *grade).collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = ideal.first().copied().unwrap_or_default();
    let first_good = grades.iter().position(|grade| *grade >= 2.min(best));
    Figures {
        ndcg: gain(&grades) / gain(&ideal),
        mrr: first_good.map_or(0.0, |place| 1.0 / (place_number(place) + 1.0)),
        success: f64::from(u8::from(grades.first().is_some_and(|grade| *grade == best))),
    }
}

fn gain(grades: &[u8]) -> f64 {
    let discounted = |(place, grade): (usize, &u8)| {
        let gain = f64::from((1_u32 << grade) - 1);
        gain / (place_number(place) + 2.0).log2()
    };
    grades.iter().take(DEPTH).enumerate().map(discounted).sum()
}

fn place_number(place: usize) -> f64 {
    f64::from(u16::try_from(place).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(grades: &[(&str, u8)]) -> Judged {
        Judged {
            question: String::new(),
            half: crate::retrieval::Half::Development,
            grades: grades
                .iter()
                .map(|(iri, grade)| ((*iri).to_owned(), *grade))
                .collect(),
        }
    }

    #[test]
    fn the_measures_are_those_of_the_textbook() {
        let question = judged(&[("a", 3), ("b", 2), ("c", 1)]);
        let found = |iris: &[&str]| -> Vec<String> { iris.iter().map(|iri| (*iri).to_owned()).collect() };
        let best = of_question(&question, &found(&["a", "b", "c"]));
        assert_eq!(
            best,
            Figures {
                ndcg: 1.0,
                mrr: 1.0,
                success: 1.0
            }
        );
        // (0/1 + 3/log2(3) + 7/2) / (7/1 + 3/log2(3) + 1/2), by hand.
        let other = of_question(&question, &found(&["x", "b", "a"]));
        assert!((other.ndcg - 5.392_789 / 9.392_789).abs() < 1e-5, "{other:?}");
        assert!((other.mrr - 0.5).abs() < f64::EPSILON);
        assert!(other.success.abs() < f64::EPSILON);
        let nothing = of_question(&question, &[]);
        assert_eq!(nothing, Figures::default());
    }
}
