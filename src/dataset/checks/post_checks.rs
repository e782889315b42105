//! 經歷 against itself and against the present post in 人員.

use polars::prelude::StringChunked;

use super::finding_list::{FindingList, place, written};
use super::history_table::text_at;
use super::person_checks::{begins_too_young, too_young};
use super::persons::Persons;
use super::post_table::{Post, PostTable};
use crate::domain::PERSON;

const TABLE: &str = "經歷";

/// Rules that need 經歷.
pub(super) const RULES_OF_POSTS: [&str; 4] =
    ["overlapping-posts", "current-post-missing", "current-post-mismatch", "several-current-posts"];

/// Who has gone to another organ may hold an open post there.
const ELSEWHERE: [&str; 2] = ["調任他機關", "借調"];

/// Checks the posts of everybody.
pub(super) fn check_posts(persons: &Persons, table: &PostTable, as_of: i32, findings: &mut FindingList) {
    let mut posts = Vec::new();
    let columns = Present::new(persons);
    for person in 0..persons.len() {
        table.read_posts(person, &mut posts);
        let career = Career { persons, present: &columns, table, person, posts: &posts, as_of };
        career.check_each(findings);
        career.check_overlaps(findings);
        career.check_present(findings);
    }
}

/// The columns of the present post in 人員, looked up once.
struct Present<'a> {
    organ: Option<&'a StringChunked>,
    title: Option<&'a StringChunked>,
    reason: Option<&'a StringChunked>,
}

impl<'a> Present<'a> {
    fn new(persons: &'a Persons) -> Self {
        let texts = |name| persons.table().texts(name);
        Self { organ: texts("服務機關"), title: texts("職稱"), reason: texts("離職原因") }
    }
}

/// The posts of one person.
struct Career<'a> {
    persons: &'a Persons,
    present: &'a Present<'a>,
    table: &'a PostTable,
    person: usize,
    posts: &'a [Post],
    as_of: i32,
}

impl Career<'_> {
    fn identity(&self) -> &str {
        self.persons.identity(self.person)
    }

    fn place(&self, post: Post) -> String {
        place("到職日", Some(post.start), self.table.organ(post))
    }

    fn push(&self, findings: &mut FindingList, rule: &'static str, post: Post, message: String) {
        findings.push(rule, TABLE, self.identity(), self.place(post), message);
    }

    /// What a post says by itself and with the days of the person.
    fn check_each(&self, findings: &mut FindingList) {
        let (birth, first) = (self.persons.birth[self.person], self.persons.first[self.person]);
        // Where 人員 alone contradicts the day of birth, that day is wrong, and one finding says so.
        let birth = birth.filter(|_| begins_too_young(self.persons, self.person).is_none());
        for post in self.posts {
            if let Some(end) = post.end.filter(|end| *end < post.start) {
                let message = format!("離職日 {} 早於到職日 {}", written(end), written(post.start));
                self.push(findings, "leave-before-arrival", *post, message);
            }
            if let Some(message) = birth.and_then(|birth| too_young(birth, post.start, "到職日")) {
                self.push(findings, "service-before-birth", *post, message);
            }
            // 聘僱 before the first appointment is no contradiction; a rank can only be held by somebody appointed.
            if let Some(first) = first.filter(|first| post.start < *first)
                && let Some(rank) = self.table.rank(*post)
            {
                let message = format!("{rank}職務到職日 {} 早於初任公職日 {}", written(post.start), written(first));
                self.push(findings, "promotion-before-appointment", *post, message);
            }
        }
    }

    /// Posts are half-open: who leaves one on the day on which the next begins holds both on no day.
    fn check_overlaps(&self, findings: &mut FindingList) {
        let mut longest: Option<Post> = None;
        for post in self.posts {
            // A post that ends before it begins takes no time, and has a finding of its own.
            if post.end.is_some_and(|end| end <= post.start) {
                continue;
            }
            if let Some(before) = longest.filter(|before| before.end.is_none_or(|end| end > post.start)) {
                // Two that both go on are told by `several-current-posts`.
                if !(before.holds(self.as_of) && post.holds(self.as_of)) {
                    let end = before.end.map_or_else(|| "迄今".to_owned(), |end| format!("至 {}", written(end)));
                    let other = self.place(before);
                    self.push(findings, "overlapping-posts", *post, format!("與另一段任職重疊（{other}，{end}）"));
                }
            }
            let longer = |before: Post| before.end.is_some_and(|end| post.end.is_none_or(|this| this > end));
            if longest.is_none_or(longer) {
                longest = Some(*post);
            }
        }
    }

    /// The present post in 人員 against the posts that go on.
    fn check_present(&self, findings: &mut FindingList) {
        let open: Vec<Post> = self.posts.iter().copied().filter(|post| post.holds(self.as_of)).collect();
        let persons = self.persons;
        if !persons.serves(self.person, self.as_of) {
            let reason = text_at(self.present.reason, self.person);
            if let (Some(post), Some(leave)) = (open.last(), persons.leave[self.person])
                && !reason.is_some_and(|reason| ELSEWHERE.contains(&reason))
            {
                let message = format!("「人員」已於 {} 離職，這一筆經歷尚未離職", written(leave));
                self.push(findings, "current-post-mismatch", *post, message);
            }
            return;
        }
        if open.len() > 1 {
            let places: Vec<String> = open.iter().map(|post| self.place(*post)).collect();
            let last = open[open.len() - 1];
            let message = format!("同時有 {} 筆未離職的經歷：{}", open.len(), places.join("、"));
            self.push(findings, "several-current-posts", last, message);
        }
        let Some(last) = open.last() else {
            let arrival = place("到職日", persons.arrival[self.person], self.organ());
            let message = "「人員」為在職，「經歷」沒有尚未離職的職務".to_owned();
            findings.push("current-post-missing", PERSON, self.identity(), arrival, message);
            return;
        };
        // Where there are several, it is enough that one of them is the present post.
        if open.iter().all(|post| !self.differences(*post).is_empty()) {
            let message = self.differences(*last).join("；");
            self.push(findings, "current-post-mismatch", *last, message);
        }
    }

    fn organ(&self) -> Option<&str> {
        text_at(self.present.organ, self.person)
    }

    fn differences(&self, post: Post) -> Vec<String> {
        let mut differences = Vec::new();
        let title = text_at(self.present.title, self.person);
        let both = [("服務機關", self.organ(), self.table.organ(post)), ("職稱", title, self.table.title(post))];
        for (field, present, past) in both {
            if let (Some(present), Some(past)) = (present, past)
                && present != past
            {
                differences.push(format!("{field}：「人員」為「{present}」，「經歷」為「{past}」"));
            }
        }
        if let Some(arrival) = self.persons.arrival[self.person].filter(|arrival| *arrival != post.start) {
            differences.push(format!("到職日：「人員」為 {}，「經歷」為 {}", written(arrival), written(post.start)));
        }
        differences
    }
}
