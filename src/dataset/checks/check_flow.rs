//! Holds two snapshots against each other: stocks from each, flows from the days that the later one records.

use std::collections::HashMap;

use super::finding_list::{FindingList, place, written};
use super::flow::{Flow, FlowCounts, FlowRow};
use super::flow_sources::{OF_SIDE, PostDays, Side};
use super::flow_tally::Tally;
use super::history_table::text_at;
use super::persons::Persons;
use super::service_line::{Beginning, Ending, Recorded, Stretch, beginning, ending, join_posts};
use crate::domain::PERSON;
use crate::domain::epoch_day;
use crate::query::{FrameError, FrameSource};

/// Where the reason of leaving is not recorded.
const NO_REASON: &str = "未載明";

/// Counts who was in service in each snapshot and who entered and left between them. Any two snapshots will do; which is
/// the earlier is seen by their days.
///
/// # Errors
/// When a table is there and cannot be read, or there is no 人員.
pub fn check_flow(earlier: &dyn FrameSource, later: &dyn FrameSource) -> Result<Flow, FrameError> {
    let (earlier, later) = if earlier.as_of() <= later.as_of() { (earlier, later) } else { (later, earlier) };
    let before = Persons::read(earlier, None, &OF_SIDE)?;
    let after = Persons::read(later, None, &OF_SIDE)?;
    let mut comparison = Comparison {
        period: Period { from: epoch_day(earlier.as_of().date()), to: epoch_day(later.as_of().date()) },
        before: Side::new(&before),
        after: Side::new(&after),
        tally: Tally::default(),
        findings: FindingList::default(),
    };
    let index = after.index();
    let posts = PostDays::read(later, &index, after.len())?;
    comparison.count_stocks();
    comparison.compare_persons(&before.index(), &posts);
    comparison.find_vanished(&index);
    Ok(comparison.finish(earlier, later))
}

/// From the day of the earlier snapshot, without it, to that of the later one, with it.
#[derive(Clone, Copy)]
struct Period {
    from: i32,
    to: i32,
}

impl Period {
    fn holds(self, day: i32) -> bool {
        self.from < day && day <= self.to
    }
}

struct Comparison<'a> {
    period: Period,
    before: Side<'a>,
    after: Side<'a>,
    tally: Tally,
    findings: FindingList,
}

/// What the record of one person says about the period.
#[derive(Default)]
struct Movements {
    entered: bool,
    left: bool,
    moved: bool,
}

impl Comparison<'_> {
    fn count_stocks(&mut self) {
        for (persons, day, later) in [(self.before, self.period.from, false), (self.after, self.period.to, true)] {
            for person in (0..persons.len()).filter(|person| persons.serves(*person, day)) {
                let number = self.tally.number(persons.authority_of(person));
                let counts = self.tally.of(number);
                *(if later { &mut counts.end } else { &mut counts.start }) += 1;
            }
        }
    }

    /// Everybody in the later snapshot.
    fn compare_persons(&mut self, earlier: &HashMap<&str, u32>, posts: &PostDays) {
        let (mut recorded, mut line) = (Vec::new(), Vec::new());
        for person in 0..self.after.len() {
            let movements = if self.record(person, posts, &mut recorded) {
                let present = self.tally.number(self.after.authority_of(person));
                join_posts(&mut recorded, present, &mut line);
                self.count_flows(person, &line)
            } else {
                Movements::default()
            };
            let known = earlier.get(self.after.identity(person)).map(|row| *row as usize);
            self.compare_person(person, known, &movements);
            if let Some(known) = known {
                self.compare_facts(person, known);
            }
        }
    }

    /// The posts of `person`, and whether a day of them lies in the period: for all others there is nothing to count.
    fn record(&mut self, person: usize, posts: &PostDays, recorded: &mut Vec<Recorded>) -> bool {
        let (arrival, leave) = (self.after.arrival[person], self.after.leave[person]);
        let mut all = posts.days(person).chain([arrival, leave, self.after.first[person]].into_iter().flatten());
        if !all.any(|day| self.period.holds(day)) {
            return false;
        }
        recorded.clear();
        recorded.extend(posts.posts(person, |name| self.tally.number(name)));
        // Without posts the career as a whole is all that is known.
        let start = if recorded.is_empty() { self.after.first[person].or(arrival) } else { arrival };
        if let Some(start) = start.filter(|start| leave.is_none_or(|leave| leave > *start)) {
            // 人員 knows best about the present post; one that lacks its end in 經歷 is told by `check_histories`.
            recorded.retain(|post| post.start != start);
            let present = self.tally.number(self.after.authority_of(person));
            recorded.push(Recorded { start, end: leave, authority: Some(present) });
        }
        true
    }

    fn count_flows(&mut self, person: usize, line: &[Stretch]) -> Movements {
        let mut movements = Movements::default();
        for (at, stretch) in line.iter().enumerate() {
            if self.period.holds(stretch.start) {
                // The older posts may not be recorded; the first appointment is.
                let known = self.after.first[person].is_some_and(|first| first <= self.period.from);
                let counts = self.tally.of(stretch.authority);
                match beginning(line, at) {
                    Beginning::MovedIn => counts.moved_in += 1,
                    Beginning::Joined if !known => counts.joined += 1,
                    Beginning::Joined | Beginning::Returned => counts.returned += 1,
                }
                let moved = beginning(line, at) == Beginning::MovedIn;
                movements.moved |= moved;
                movements.entered |= !moved;
            }
            if let Some(end) = stretch.end.filter(|end| self.period.holds(*end)) {
                let counts = self.tally.of(stretch.authority);
                match ending(line, at) {
                    Ending::MovedOut => counts.moved_out += 1,
                    Ending::Left => {
                        counts.left += 1;
                        movements.left = true;
                        let last = self.after.leave[person] == Some(end);
                        let reason = text_at(self.after.reason, person).filter(|_| last);
                        self.tally.leave(reason.unwrap_or(NO_REASON));
                    }
                }
            }
        }
        movements
    }

    fn compare_person(&mut self, person: usize, known: Option<usize>, movements: &Movements) {
        let (before, after) = (self.before, self.after);
        let before_in_service = known.is_some_and(|known| before.serves(known, self.period.from));
        let still = after.serves(person, self.period.to);
        let identity = after.identity(person);
        let span = format!("{} 至 {}", written(self.period.from), written(self.period.to));
        let authority = after.authority_of(person);
        match (before_in_service, still) {
            (true, false) if !movements.left => {
                let at = place("離職日", after.leave[person], Some(authority));
                let message = format!("前一份快照在職、後一份已離職，離職日不在期間（{span}）內");
                self.findings.push("left-without-record", PERSON, identity, at, message);
            }
            (false, true) if !movements.entered => {
                let at = place("到職日", after.arrival[person], Some(authority));
                let message = format!("後一份快照在職、前一份不在職，期間（{span}）內沒有到職紀錄");
                self.findings.push("entered-without-record", PERSON, identity, at, message);
            }
            // Whoever left one authority and came back in another has a record of both.
            (true, true) if !(movements.moved || movements.left && movements.entered) => {
                let old = known.map(|known| before.authority_of(known)).filter(|old| *old != authority);
                if let Some(old) = old {
                    let at = place("到職日", after.arrival[person], Some(authority));
                    let message = format!("主管機關由「{old}」變為「{authority}」，期間（{span}）內沒有調任紀錄");
                    self.findings.push("moved-without-record", PERSON, identity, at, message);
                }
            }
            _ => {}
        }
    }

    fn compare_facts(&mut self, person: usize, known: usize) {
        let (before, after) = (self.before, self.after);
        let mut changes = Vec::new();
        if let (Some(old), Some(new)) = (text_at(before.sex, known), text_at(after.sex, person))
            && old != new
        {
            changes.push(format!("性別由「{old}」變為「{new}」"));
        }
        for (field, old, new) in [
            ("出生日期", before.birth[known], after.birth[person]),
            ("初任公職日", before.first[known], after.first[person]),
        ] {
            // What was empty and has been filled is no contradiction.
            if let (Some(old), Some(new)) = (old, new)
                && old != new
            {
                changes.push(format!("{field}由 {} 變為 {}", written(old), written(new)));
            }
        }
        if !changes.is_empty() {
            let at = place("到職日", after.arrival[person], Some(after.authority_of(person)));
            self.findings.push("facts-changed", PERSON, after.identity(person), at, changes.join("；"));
        }
    }

    fn find_vanished(&mut self, later: &HashMap<&str, u32>) {
        let before = self.before;
        for person in (0..before.len()).filter(|person| before.serves(*person, self.period.from)) {
            if !later.contains_key(before.identity(person)) {
                let at = place("到職日", before.arrival[person], Some(before.authority_of(person)));
                let message = "前一份快照在職，後一份快照沒有這個人".to_owned();
                self.findings.push("person-vanished", PERSON, before.identity(person), at, message);
            }
        }
    }

    fn finish(mut self, earlier: &dyn FrameSource, later: &dyn FrameSource) -> Flow {
        let (by_authority, reasons) = self.tally.finish();
        let mut total = FlowCounts::default();
        for FlowRow { authority, counts } in &by_authority {
            total.add(counts);
            if counts.imbalance() != 0 {
                self.findings.push("flow-imbalance", PERSON, "", authority.clone(), in_words(counts));
            }
        }
        let (findings, _) = self.findings.finish();
        Flow { from: earlier.as_of(), to: later.as_of(), total, by_authority, reasons, findings }
    }
}

fn in_words(counts: &FlowCounts) -> String {
    let FlowCounts { start, joined, returned, moved_in, left, moved_out, end } = counts;
    let expected = i128::from(*end) + i128::from(counts.imbalance());
    format!(
        "期初 {start} ＋初任 {joined} ＋復職 {returned} ＋調入 {moved_in} －離職 {left} －調出 {moved_out} ＝ {expected}，期末實為 {end}"
    )
}
