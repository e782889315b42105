//! What is planted is what is written down, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::date;
use tempfile::TempDir;

use super::*;
use crate::dataset::checks::fixture::{as_of, rewound, synthetic};
use crate::dataset::synth::tests::dictionary;
use crate::dataset::{Finding, RULES, Scope, check_flow, check_histories, write_csv_folder};
use crate::domain::{AsOf, IDENTITY};

type Told = BTreeSet<(&'static str, String)>;

fn told(findings: &[Finding]) -> Told {
    let name = |finding: &Finding| match finding.rule {
        "flow-imbalance" => finding.place.clone(),
        _ => finding.identity.clone(),
    };
    findings.iter().map(|finding| (finding.rule, name(finding))).collect()
}

/// The checks find every contradiction that was planted, in that person, and nothing in anybody else.
#[test]
fn planted_contradictions_are_found_and_nothing_else() {
    let dictionary = dictionary();
    let clean = synthetic(3_000, 11);
    let earlier = AsOf::new(date(2025, 11, 30));
    let before = rewound(&clean, earlier);
    for seed in 0..4 {
        let (harmed, faults) = plant_logic_faults(&clean, &dictionary, as_of(), seed).unwrap();
        let histories = check_histories(&harmed.at(as_of()), &dictionary).unwrap();
        assert_eq!(told(&histories.findings), expected(&faults, Scope::Histories), "seed {seed}");
        let flow = check_flow(&before.at(earlier), &harmed.at(as_of())).unwrap();
        assert_eq!(told(&flow.findings), expected(&faults, Scope::Flow), "seed {seed}");
        assert_every_plant_grows(&faults, clean.rows("銓審") > 0);
        let persons: Vec<&str> =
            faults.iter().map(|fault| fault.identity.as_str()).filter(|identity| !identity.is_empty()).collect();
        assert_eq!(persons.iter().collect::<BTreeSet<_>>().len(), persons.len(), "one fault a person");
    }
}

fn expected(faults: &[LogicFault], scope: Scope) -> Told {
    let of_scope = |rule: &str| RULES.iter().any(|known| known.name == rule && known.scope == scope);
    let name = |fault: &LogicFault| format!("{}{}", fault.identity, fault.authority);
    faults.iter().filter(|fault| of_scope(fault.rule)).map(|fault| (fault.rule, name(fault))).collect()
}

/// A kind that is no longer planted would be a test that no longer asks.
fn assert_every_plant_grows(faults: &[LogicFault], with_reviews: bool) {
    let kinds: BTreeSet<&str> = faults.iter().map(|fault| fault.kind).collect();
    for plant in logic_plants::HISTORY_PLANTS.iter().chain(&logic_plants::FLOW_PLANTS) {
        let possible = with_reviews || !plant.kind.contains("review");
        assert!(kinds.contains(plant.kind) || !possible, "{} is not planted", plant.kind);
    }
    let rules: BTreeSet<&str> = faults.iter().map(|fault| fault.rule).collect();
    let missing: Vec<&str> = RULES.iter().map(|rule| rule.name).filter(|rule| !rules.contains(rule)).collect();
    assert!(missing.is_empty() || !with_reviews, "rules for which nothing is planted: {missing:?}");
}

struct Export {
    clean: TempDir,
    harmed: TempDir,
    report: TempDir,
    faults: Vec<PlantedFault>,
}

fn export(seed: u64) -> Export {
    let dataset = synthetic(600, 2);
    let [clean, harmed, report] = [(); 3].map(|()| tempfile::tempdir().unwrap());
    for folder in [&clean, &harmed] {
        write_csv_folder(&dataset, &dictionary(), folder.path()).unwrap();
    }
    let faults = plant_faults(&dataset, &dictionary(), seed, harmed.path(), report.path()).unwrap();
    Export { clean, harmed, report, faults }
}

/// Lines by number, from 1.
fn lines(folder: &Path, file: &str) -> Vec<Vec<u8>> {
    let bytes = fs::read(folder.join(file)).unwrap();
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.insert(0, Vec::new());
    lines
}

#[test]
fn only_the_lines_that_are_written_down_differ() {
    let Export { clean, harmed, report, faults } = export(1);
    assert_eq!(read_faults(report.path()).unwrap(), faults);
    let mut by_file: BTreeMap<&str, BTreeMap<u64, &PlantedFault>> = BTreeMap::new();
    for fault in &faults {
        let earlier = by_file.entry(&fault.file).or_default().insert(fault.line, fault);
        assert!(earlier.is_none(), "two faults in one line: {fault:?}");
    }
    for entry in fs::read_dir(clean.path()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let (before, after) = (lines(clean.path(), &file), lines(harmed.path(), &file));
        let none = BTreeMap::new();
        let of_file = by_file.get(file.as_str()).unwrap_or(&none);
        let (mut old, mut second) = (1, false);
        for (number, line) in (1_u64..).zip(&after[1..]) {
            let kind = of_file.get(&number).map(|fault| fault.kind.as_str());
            match kind {
                None | Some("orphan-of-rejected") => {
                    assert_eq!(line, &before[old], "{file} line {number} is changed and not written down");
                    old += 1;
                }
                // Added lines.
                Some("repeated-header" | "duplicate-identity") => assert_ne!(line, &before[old], "{file} {number}"),
                Some("line-break") if !second => second = true,
                Some(_) => {
                    assert_ne!(line, &before[old], "{file} line {number} is written down and not changed");
                    (old, second) = (old + 1, false);
                }
            }
        }
        assert_eq!(old, before.len(), "{file} has lost lines");
    }
}

#[test]
fn every_kind_that_the_dictionary_allows_is_planted() {
    let kinds: BTreeSet<String> = export(1).faults.into_iter().map(|fault| fault.kind).collect();
    let dictionary = dictionary();
    for kind in RowFault::ALL {
        let possible = dictionary.tables.iter().any(|table| kind.suits(table, &dictionary));
        assert_eq!(kinds.contains(kind.name()), possible, "{}", kind.name());
    }
}

/// Who is rejected in 人員 takes her rows in every file with her.
#[test]
fn rows_of_rejected_persons_are_on_the_list() {
    let Export { clean, harmed, faults, .. } = export(1);
    let identity = |line: &[u8]| line.split(|byte| *byte == b',').next().unwrap_or_default().to_vec();
    let added = ["repeated-header", "duplicate-identity"];
    let of_person: Vec<&PlantedFault> = faults.iter().filter(|fault| fault.file == "人員.csv").collect();
    assert!(of_person.len() > 15, "{}", of_person.len());
    let remaining: BTreeSet<Vec<u8>> = {
        let bad: BTreeSet<u64> =
            of_person.iter().filter(|fault| !added.contains(&fault.kind.as_str())).map(|fault| fault.line).collect();
        let numbered = (1_u64..).zip(lines(harmed.path(), "人員.csv").into_iter().skip(1));
        numbered.filter(|(number, _)| !bad.contains(number)).map(|(_, line)| identity(&line)).collect()
    };
    let expected =
        lines(clean.path(), "經歷.csv").iter().skip(2).filter(|line| !remaining.contains(&identity(line))).count();
    let listed = faults.iter().filter(|fault| fault.file == "經歷.csv" && fault.kind == "orphan-of-rejected");
    assert!(expected > 0);
    assert_eq!(listed.inspect(|fault| assert_eq!(fault.field, IDENTITY)).count(), expected);
}

#[test]
fn a_seed_gives_the_same_faults_and_another_gives_others() {
    let (first, again, other) = (export(1), export(1), export(2));
    assert_eq!(first.faults, again.faults);
    assert_ne!(first.faults, other.faults);
    for entry in fs::read_dir(first.harmed.path()).unwrap() {
        let name = entry.unwrap().file_name();
        let read = |export: &Export| fs::read(export.harmed.path().join(&name)).unwrap();
        assert!(read(&first) == read(&again), "{}", name.display());
    }
}

/// The cells look as an operator meets them.
#[test]
fn faults_look_as_in_real_exports() {
    let Export { harmed, faults, .. } = export(1);
    let line = |kind: &str| {
        let fault = faults.iter().find(|fault| fault.kind == kind).unwrap();
        lines(harmed.path(), &fault.file)[usize::try_from(fault.line).unwrap()].clone()
    };
    let holds = |kind: &str, bytes: &[u8]| {
        assert!(
            line(kind).windows(bytes.len()).any(|part| part == bytes),
            "{kind}: {}",
            String::from_utf8_lossy(&line(kind))
        );
    };
    holds("impossible-date", b",1130230");
    holds("excel-date", b",1900/1/5");
    holds("scientific-notation", b",3.79E+08,");
    holds("foreign-bytes", b"\xa4\xa4\xa4\xe5");
    holds("control-character", b"\x07");
    holds("replacement-character", "\u{fffd}".as_bytes());
    holds("repeated-header", IDENTITY.as_bytes());
    assert!(String::from_utf8(line("foreign-bytes")).is_err());
    for kind in ["unclosed-quote", "line-break"] {
        assert_eq!(String::from_utf8(line(kind)).unwrap().matches('"').count() % 2, 1, "{kind}");
    }
}

/// Each kind in a copy of its own: one file differs, the others do not.
#[test]
fn a_file_fault_harms_one_file() {
    let (dataset, dictionary) = (synthetic(40, 9), dictionary());
    for fault in FileFault::ALL {
        let [clean, harmed] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        write_csv_folder(&dataset, &dictionary, clean.path()).unwrap();
        write_csv_folder(&dataset, &dictionary, harmed.path()).unwrap();
        plant_file_fault(fault, &dictionary, harmed.path()).unwrap();
        for entry in fs::read_dir(clean.path()).unwrap() {
            let name = entry.unwrap().file_name();
            let (before, after) = (fs::read(clean.path().join(&name)).unwrap(), fs::read(harmed.path().join(&name)));
            let same = after.is_ok_and(|after| after == before);
            assert_eq!(same, name != fault.file(), "{fault:?}: {}", name.display());
        }
    }
}
