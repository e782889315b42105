//! Stock and flow: the equation holds where the records are whole, and each way to break it is told.

use jiff::civil::date;

use super::fixture::{as_of, dataset, rewound, synthetic};
use super::*;
use crate::dataset::dataset::Dataset;
use crate::dataset::{NoProgress, SynthError, SynthOptions, synthesize_years};
use crate::domain::AsOf;

const STAYS: &str = "A 主管機關=甲部 性別=男 出生日期=0690203 初任公職日=0950301 到職日=1000101";

fn november() -> AsOf {
    AsOf::new(date(2025, 11, 30))
}

fn flow(earlier: &[(&str, &str)], later: &[(&str, &str)]) -> Flow {
    check_flow(&dataset(earlier).at(november()), &dataset(later).at(as_of())).unwrap()
}

fn rules(flow: &Flow) -> Vec<(&str, &str)> {
    flow.findings.iter().map(|finding| (finding.rule, finding.identity.as_str())).collect()
}

#[test]
fn who_joins_moves_returns_and_leaves_is_counted_from_the_records() {
    let goes_away = "B 主管機關=甲部 初任公職日=0950301 到職日=0950301";
    let moved = "B 主管機關=乙部 初任公職日=0950301 到職日=1141210";
    let leaves = "C 主管機關=乙部 初任公職日=0950301 到職日=0950301";
    let away = "D 主管機關=甲部 初任公職日=0950301 到職日=0950301 離職日=1100101 離職原因=留職停薪";
    let back = "D 主管機關=甲部 初任公職日=0950301 到職日=1141215";
    let flow = flow(
        &[("人員", STAYS), ("人員", goes_away), ("人員", leaves), ("人員", away)],
        &[
            ("人員", STAYS),
            ("人員", moved),
            ("經歷", "B 主管機關=甲部 到職日=0950301 離職日=1141210"),
            ("經歷", "B 主管機關=乙部 到職日=1141210"),
            ("人員", &format!("{leaves} 離職日=1141231 離職原因=退休")),
            ("經歷", "C 主管機關=乙部 到職日=0950301 離職日=1141231"),
            ("人員", back),
            ("經歷", "D 主管機關=甲部 到職日=0950301 離職日=1100101"),
            ("經歷", "D 主管機關=甲部 到職日=1141215"),
            ("人員", "E 主管機關=乙部 初任公職日=1141201 到職日=1141201"),
        ],
    );
    assert_eq!(flow.findings, []);
    let counts = |start, joined, returned, moved_in, left, moved_out, end| FlowCounts {
        start,
        joined,
        returned,
        moved_in,
        left,
        moved_out,
        end,
    };
    assert_eq!(flow.by_authority.len(), 2);
    // By name: 乙 comes before 甲 in Unicode.
    assert_eq!(flow.by_authority[0].counts, counts(1, 1, 0, 1, 1, 0, 2));
    assert_eq!(flow.by_authority[1].counts, counts(2, 0, 1, 0, 0, 1, 2));
    assert_eq!(flow.total, counts(3, 1, 1, 1, 1, 1, 4));
    assert_eq!(flow.reasons, [("退休".to_owned(), 1)]);
}

/// Who has left before the period and who leaves after it moves nothing.
#[test]
fn the_period_begins_after_the_first_day_and_ends_with_the_last() {
    let rows = |leave: &str| format!("{STAYS} 離職日={leave} 離職原因=辭職");
    let left = rows("1141130");
    assert_eq!(flow(&[("人員", &left)], &[("人員", &left)]).total, FlowCounts::default());
    let soon = rows("1150101");
    let flow = flow(&[("人員", STAYS)], &[("人員", &soon)]);
    assert_eq!((flow.total.start, flow.total.left, flow.total.end), (1, 0, 1));
}

#[test]
fn what_the_records_do_not_explain_is_told() {
    let stays = [("人員", STAYS)];
    assert_eq!(rules(&flow(&stays, &[])), [("person-vanished", "A"), ("flow-imbalance", "")]);
    let left = format!("{STAYS} 離職日=1141015 離職原因=辭職");
    assert_eq!(rules(&flow(&stays, &[("人員", &left)])), [("left-without-record", "A"), ("flow-imbalance", "")]);
    assert_eq!(rules(&flow(&[], &stays)), [("entered-without-record", "A"), ("flow-imbalance", "")]);
    let moved = STAYS.replace("甲部", "乙部");
    let found = flow(&stays, &[("人員", &moved)]);
    assert_eq!(rules(&found), [("moved-without-record", "A"), ("flow-imbalance", ""), ("flow-imbalance", "")]);
    assert_eq!(found.total.imbalance(), 0, "of all authorities together");
    for (old, new) in [("=男", "=女"), ("=0690203", "=0690204"), ("=0950301", "=0950302")] {
        assert_eq!(rules(&flow(&stays, &[("人員", &STAYS.replace(old, new))])), [("facts-changed", "A")]);
    }
    // A cell that was empty and has been filled.
    assert_eq!(rules(&flow(&[("人員", &STAYS.replace(" 性別=男", ""))], &stays)), []);
    // A leaver of long ago may be gone from the later export.
    let gone = format!("{STAYS} 離職日=1100101");
    assert_eq!(rules(&flow(&[("人員", &gone)], &[])), []);
}

/// A transfer within an authority renews 到職日; it must not look like somebody new.
#[test]
fn a_transfer_within_an_authority_is_no_flow() {
    let moved = STAYS.replace("到職日=1000101", "到職日=1141205");
    let posts = ["A 主管機關=甲部 到職日=0950301 離職日=1141205", "A 主管機關=甲部 到職日=1141205"];
    let found = flow(&[("人員", STAYS)], &[("人員", &moved), ("經歷", posts[0]), ("經歷", posts[1])]);
    assert_eq!(rules(&found), []);
    assert_eq!((found.total.start, found.total.joined + found.total.returned, found.total.end), (1, 0, 1));
}

/// Synthetic careers against what they say about an earlier day: months, and a year.
#[test]
fn synthetic_careers_balance() {
    let later = synthetic(3_000, 3);
    let year = AsOf::new(date(2025, 1, 1));
    for earlier in [november(), year] {
        let found = check_flow(&rewound(&later, earlier).at(earlier), &later.at(as_of())).unwrap();
        assert_eq!(found.findings, [], "{earlier}");
        assert_eq!(found.total.imbalance(), 0);
        assert!(found.total.left > 0 && found.total.moved_in > 0, "{:?}", found.total);
        assert!(earlier != year || found.total.joined > 0, "{:?}", found.total);
        assert_eq!(found.total.moved_in, found.total.moved_out);
        assert_eq!(found.reasons.iter().map(|(_, count)| count).sum::<u64>(), found.total.left);
    }
}

/// Persons who live through several year-ends: nothing contradicts itself in any of them, and each year's flows explain the
/// change of the stock, in every authority.
#[test]
fn synthetic_years_balance() {
    let dictionary = crate::dataset::synth::tests::dictionary();
    let authorities = crate::dataset::synth::tests::authorities();
    let options = SynthOptions { persons: 2_000, seed: 6, as_of: as_of() };
    let mut before: Option<(AsOf, Dataset)> = None;
    synthesize_years(&dictionary, &authorities, &options, 4, &NoProgress, &mut |day, dataset| {
        assert_eq!(check_histories(&dataset.at(day), &dictionary).unwrap().findings, [], "{day}");
        if let Some((earlier, known)) = &before {
            let found = check_flow(&known.at(*earlier), &dataset.at(day)).unwrap();
            assert_eq!(found.findings, [], "{earlier} to {day}");
            let total = found.total;
            assert!(total.imbalance() == 0 && total.joined > 0 && total.returned > 0 && total.left > 0, "{total:?}");
        }
        before = Some((day, dataset));
        Ok::<_, SynthError>(())
    })
    .unwrap();
}

/// Whoever gives the two the wrong way round gets the same answer.
#[test]
fn the_days_say_which_is_the_earlier() {
    let (earlier, later): (Dataset, Dataset) = (dataset(&[("人員", STAYS)]), dataset(&[]));
    let found = check_flow(&later.at(as_of()), &earlier.at(november())).unwrap();
    assert_eq!((found.from, found.to, found.total.start), (november(), as_of(), 1));
}
