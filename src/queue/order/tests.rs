//! The rules of the order: what it is on cases by hand, and what holds for any queue.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::queue::{FactorName, Weights};

const TODAY: Date = date(2026, 10, 31);

fn policy() -> QueuePolicy {
    QueuePolicy {
        weights: Weights { arrival: 40, difficulty: 20, fair_share: 40 },
        arrival_half_days: 30,
        usage_window_days: 365,
        staff: BTreeMap::from([
            ("勞動部".to_owned(), Some(100)),
            ("雲林縣政府".to_owned(), Some(50)),
            ("臺北市政府".to_owned(), Some(300)),
            ("外交部".to_owned(), None),
            ("數位發展部".to_owned(), Some(0)),
        ]),
        usage: BTreeMap::new(),
    }
}

/// `days` before today at noon in Taiwan.
fn candidate(number: u32, authority: &str, days: i32, difficulty: u8) -> Candidate {
    let day = TODAY - days.days();
    Candidate {
        request: RequestId::new(number).unwrap(),
        authority: Some(authority.to_owned()).filter(|name| !name.is_empty()),
        agency: format!("{authority}人事處"),
        applied_on: day,
        received_at: format!("{day}T04:00:00Z").parse().unwrap(),
        difficulty: Difficulty::new(difficulty).unwrap(),
    }
}

fn numbers(turns: &[Turn]) -> Vec<u32> {
    turns.iter().map(|turn| turn.request.number()).collect()
}

#[test]
fn a_score_is_computed_by_hand() {
    let mut policy = policy();
    policy.usage.insert("勞動部".to_owned(), 6);
    let turns = order(&[candidate(1, "勞動部", 10, 2)], &policy, TODAY);
    let shown: Vec<_> = turns[0].factors.iter().map(|f| (f.name, f.value.to_string(), f.points.to_string())).collect();
    // Mean staff (100+50+300)/3 = 150, share 2/3; unit of usage 3, usage 2; 2/3 ÷ (2/3 + 2) = 1/4.
    assert_eq!(
        shown,
        [
            (FactorName::Arrival, "1/4".to_owned(), "10/1".to_owned()),
            (FactorName::Difficulty, "4/5".to_owned(), "16/1".to_owned()),
            (FactorName::FairShare, "1/4".to_owned(), "10/1".to_owned()),
        ]
    );
    assert_eq!(turns[0].score.to_string(), "9/25");
    assert_eq!(
        turns[0].factors[2].why,
        "人事人員 100 人，為各主管機關平均（150 人）的 0.7 倍；近 365 天已處理的申請難易度合計 6，為基準用量（3）的 2.0 倍"
    );
}

#[test]
fn each_factor_decides_where_the_others_are_equal() {
    let mut policy = policy();
    policy.usage = BTreeMap::from([("雲林縣政府".to_owned(), 10), ("外交部".to_owned(), 10)]);
    let cases: [(&str, Vec<Candidate>, [u32; 2]); 5] = [
        ("who came first", vec![candidate(1, "勞動部", 3, 3), candidate(2, "臺北市政府", 9, 3)], [2, 1]),
        ("what is easy", vec![candidate(1, "勞動部", 3, 4), candidate(2, "臺北市政府", 3, 1)], [2, 1]),
        ("who asked nothing", vec![candidate(1, "雲林縣政府", 3, 3), candidate(2, "勞動部", 3, 3)], [2, 1]),
        (
            "who asked as much with more staff",
            vec![candidate(1, "雲林縣政府", 3, 3), candidate(2, "外交部", 3, 3)],
            [2, 1],
        ),
        (
            "the number, where all is equal",
            vec![candidate(2, "勞動部", 3, 3), candidate(1, "臺北市政府", 3, 3)],
            [1, 2],
        ),
    ];
    for (what, candidates, expected) in cases {
        assert_eq!(numbers(&order(&candidates, &policy, TODAY)), expected, "{what}");
    }
}

#[test]
fn an_easy_request_does_not_pass_an_earlier_one_of_its_authority() {
    let turns = order(
        &[candidate(1, "勞動部", 9, 5), candidate(2, "勞動部", 8, 1), candidate(3, "臺北市政府", 8, 3)],
        &policy(),
        TODAY,
    );
    assert_eq!(numbers(&turns), [3, 1, 2]);
    assert_eq!(turns[2].held_by, Some(turns[1].request));
    assert_eq!(turns[2].score, turns[1].score);
    assert_eq!(turns[1].held_by, None);
}

#[test]
fn unknown_and_zero_staff_count_as_the_mean_and_say_so() {
    let mut policy = policy();
    for (authority, word) in [("外交部", "不詳"), ("數位發展部", "為 0"), ("新設機關", "不詳"), ("", "不屬於名單")]
    {
        let one = candidate(1, authority, 3, 3);
        policy.usage = BTreeMap::from([(one.account().to_owned(), 3)]);
        let factor = order(&[one], &policy, TODAY)[0].factors[2].clone();
        assert_eq!(factor.value.to_string(), "1/2", "{authority}");
        assert!(factor.why.contains(word), "{}", factor.why);
    }
}

#[test]
fn odd_numbers_do_no_harm() {
    let mut policy = policy();
    let late = candidate(1, "勞動部", -5, 3);
    assert_eq!(
        order(std::slice::from_ref(&late), &policy, TODAY)[0].factors[0].value,
        Exact::ZERO,
        "received after today"
    );
    policy.weights = Weights { arrival: 0, difficulty: 0, fair_share: 0 };
    assert_eq!(order(std::slice::from_ref(&late), &policy, TODAY)[0].score.to_string(), "0/1", "no weight at all");
    policy.weights = Weights { arrival: u32::MAX, difficulty: u32::MAX, fair_share: u32::MAX };
    policy.arrival_half_days = u32::MAX;
    policy.staff.values_mut().for_each(|staff| *staff = Some(u32::MAX - 4));
    policy.staff.insert("某部".to_owned(), Some(3_999_971));
    policy.usage = BTreeMap::from([("勞動部".to_owned(), u64::MAX), ("某部".to_owned(), 16_777_183)]);
    let turns = order(&[candidate(2, "某部", 700_000, 2), candidate(1, "勞動部", 500_003, 4)], &policy, TODAY);
    assert_eq!(turns.len(), 2, "the largest numbers stay inside i128");
    assert!(order(&[], &policy, TODAY).is_empty());
}

/// Receipt just before and just after midnight in Taiwan are two days, wherever the program runs.
#[test]
fn days_are_counted_in_taiwan() {
    let mut one = candidate(1, "勞動部", 0, 3);
    let value = |one: &Candidate| order(std::slice::from_ref(one), &policy(), TODAY)[0].factors[0].value.to_string();
    one.received_at = "2026-10-30T15:59:59Z".parse().unwrap();
    assert_eq!(value(&one), "1/31");
    one.received_at = "2026-10-30T16:00:00Z".parse().unwrap();
    assert_eq!(value(&one), "0/1");
}

const ACCOUNTS: [&str; 6] = ["勞動部", "雲林縣政府", "臺北市政府", "外交部", "數位發展部", ""];

prop_compose! {
    fn any_queue()(seeds in prop::collection::vec((0..ACCOUNTS.len(), 0..400_i32, 1..=5_u8), 0..14)) -> Vec<Candidate> {
        seeds.into_iter().zip(1_u32..).map(|((at, days, k), number)| candidate(number, ACCOUNTS[at], days, k)).collect()
    }
}

prop_compose! {
    fn any_policy()(
        weights in (0..100_u32, 0..100_u32, 0..100_u32),
        half in 1..200_u32,
        staff in prop::collection::vec(prop::option::of(0..500_u32), 5),
        usage in prop::collection::vec(0..200_u64, 5),
    ) -> QueuePolicy {
        let named = |at: usize| ACCOUNTS[at].to_owned();
        QueuePolicy {
            weights: Weights { arrival: weights.0, difficulty: weights.1, fair_share: weights.2 },
            arrival_half_days: half,
            usage_window_days: 365,
            staff: staff.into_iter().enumerate().map(|(at, staff)| (named(at), staff)).collect(),
            usage: usage.into_iter().enumerate().map(|(at, usage)| (named(at), usage)).collect(),
        }
    }
}

proptest! {
    /// Every request once, ranks without gaps, scores falling, and the same answer for any order of the input.
    #[test]
    fn the_order_is_total_and_does_not_see_the_input_order(
        (queue, shuffled) in any_queue().prop_flat_map(|queue| (Just(queue.clone()), Just(queue).prop_shuffle())),
        policy in any_policy(),
    ) {
        let turns = order(&queue, &policy, TODAY);
        let ranks: Vec<_> = turns.iter().map(|turn| turn.rank).collect();
        prop_assert_eq!(ranks, (1..=queue.len()).collect::<Vec<_>>());
        let mut seen = numbers(&turns);
        prop_assert!(turns.windows(2).all(|pair| pair[0].score >= pair[1].score));
        prop_assert!(turns.iter().all(|turn| turn.score >= Exact::ZERO && turn.score <= Exact::ONE));
        prop_assert_eq!(&turns, &order(&shuffled, &policy, TODAY));
        seen.sort_unstable();
        prop_assert_eq!(seen, (1..).take(queue.len()).collect::<Vec<u32>>());
    }

    /// Within one authority the order is that of arrival; and a request that comes later changes nothing for the others.
    #[test]
    fn a_later_request_never_delays_an_earlier_one_of_its_authority(
        queue in any_queue(), policy in any_policy(), at in 0..ACCOUNTS.len(), k in 1..=5_u8,
    ) {
        let turns = order(&queue, &policy, TODAY);
        for (place, turn) in turns.iter().enumerate() {
            let passed = turns[place + 1..].iter().find(|later| {
                later.authority == turn.authority
                    && (later.received_at, later.request) < (turn.received_at, turn.request)
            });
            prop_assert!(passed.is_none(), "{} before {passed:?}", turn.request);
        }
        let mut more = queue.clone();
        more.push(candidate(99, ACCOUNTS[at], -1, k));
        let left: Vec<_> = order(&more, &policy, TODAY).into_iter().filter(|turn| turn.request.number() != 99).collect();
        prop_assert_eq!(numbers(&left), numbers(&turns), "the others keep their order");
    }

    /// What was asked before can only cost.
    #[test]
    fn one_past_request_more_never_raises_an_authority(
        queue in any_queue(), policy in any_policy(), at in 0..ACCOUNTS.len(), k in 1..=5_u64,
    ) {
        let mut more = policy.clone();
        let account = if ACCOUNTS[at].is_empty() { "人事處" } else { ACCOUNTS[at] };
        *more.usage.entry(account.to_owned()).or_default() += k;
        let before: BTreeMap<_, _> = order(&queue, &policy, TODAY).into_iter().map(|t| (t.request, t.score)).collect();
        for turn in order(&queue, &more, TODAY) {
            if turn.authority.as_deref().unwrap_or(&turn.agency) == account {
                prop_assert!(turn.score <= before[&turn.request]);
            }
        }
    }

    /// Only the proportion of staff counts.
    #[test]
    fn doubling_all_staff_changes_nothing(queue in any_queue(), policy in any_policy()) {
        let mut doubled = policy.clone();
        doubled.staff.values_mut().for_each(|staff| *staff = staff.map(|staff| staff * 2));
        let scores = |policy| order(&queue, policy, TODAY).into_iter().map(|t| (t.request, t.score)).collect::<Vec<_>>();
        prop_assert_eq!(scores(&policy), scores(&doubled));
    }
}
