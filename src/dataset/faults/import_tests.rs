//! The question for which faults are planted: does an import find all of them, and nothing else?

use std::collections::BTreeMap;

use num_rational::Ratio;

use super::*;
use crate::dataset::checks::fixture::synthetic;
use crate::dataset::synth::tests::dictionary;
use crate::dataset::{
    Dataset, Encoding, Eudc, Import, ImportError, ImportRules, NoProgress, import_folder, write_csv_folder,
};

fn import(dir: &std::path::Path, limit: Ratio<i64>) -> Result<(Import, Dataset), ImportError> {
    let rules = ImportRules {
        max_rejected_share: limit,
        reject_bad_identity: false,
        encoding: Encoding::Utf8,
        eudc: Eudc::default(),
    };
    let mut dataset = Dataset::default();
    let import = import_folder(dir, &dictionary(), &rules, &mut dataset, &NoProgress)?;
    Ok((import, dataset))
}

#[test]
fn an_import_rejects_what_is_planted_by_its_rule_and_nothing_else() {
    let dataset = synthetic(500, 4);
    for seed in 0..4 {
        let [dir, report] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        write_csv_folder(&dataset, &dictionary(), dir.path()).unwrap();
        let faults = plant_faults(&dataset, &dictionary(), seed, dir.path(), report.path()).unwrap();
        let (import, loaded) = import(dir.path(), Ratio::from_integer(1)).unwrap();
        let mut rejected: BTreeMap<(&str, u64), (&str, &str)> = BTreeMap::new();
        for row in &import.rejected {
            let earlier = rejected.insert((&row.file, row.line), (&row.rule, &row.field));
            assert_eq!(earlier, None, "a line is rejected once: {} {}", row.file, row.line);
        }
        let mut wrong = Vec::new();
        for fault in &faults {
            let found = rejected.remove(&(fault.file.as_str(), fault.line));
            let right = found.is_some_and(|(rule, field)| {
                (fault.rule == ANY_RULE || fault.rule == rule) && (fault.field.is_empty() || fault.field == field)
            });
            if !right {
                wrong.push((fault, found));
            }
        }
        // Orphans follow from a row of 人員 that was not rejected.
        let wrong_is_only_orphans = wrong.iter().all(|(fault, _)| fault.kind == "orphan-of-rejected");
        wrong.retain(|(fault, _)| fault.kind != "orphan-of-rejected" || wrong_is_only_orphans);
        assert!(wrong.is_empty(), "not found as planted: {wrong:#?}");
        assert!(rejected.is_empty(), "rejected without a fault: {rejected:#?}");
        // What was not harmed came through.
        for count in &import.counts {
            assert_eq!(count.rows, count.loaded + count.rejected, "{}", count.file);
            assert_eq!(u64::try_from(loaded.rows(&count.table)).unwrap(), count.loaded);
        }
    }
}

#[test]
fn an_import_refuses_a_file_that_is_wrong_as_a_whole() {
    let dictionary = dictionary();
    for fault in FileFault::ALL {
        // A column without any value is only told of files that are long enough to have one.
        let dataset = synthetic(if fault == FileFault::EmptyColumn { 1_100 } else { 60 }, 9);
        let dir = tempfile::tempdir().unwrap();
        write_csv_folder(&dataset, &dictionary, dir.path()).unwrap();
        plant_file_fault(fault, &dictionary, dir.path()).unwrap();
        let rules: Vec<String> = match import(dir.path(), Ratio::new(1, 100)) {
            Err(ImportError::Unusable { problems }) => problems.into_iter().map(|problem| problem.rule).collect(),
            Err(ImportError::TooManyRejected { .. }) => vec![ANY_RULE.to_owned()],
            other => panic!("{fault:?} was not refused: {:?}", other.map(|(import, _)| import.counts)),
        };
        assert!(rules.iter().any(|rule| rule == fault.rule()), "{fault:?}: {rules:?}");
    }
}
