//! What a new application is to those that its office has sent before.
//!
//! No second place in the queue for one need (要點五(三): 申請順序), and nothing lost. The same meaning is the same request;
//! a correction takes its place where it is sure that it is one: it says so, or the earlier one was sent back to its
//! applicant. Whatever is only similar (the same table for another year) stays a request of its own, with a warning.

use super::NewRequest;
use crate::domain::{Application, Likeness, RequestId, Stage, announces_correction};
use crate::source::{Problem, Severity};

/// From here on a correction that is announced, or was asked for, is one of this request.
const CORRECTED: usize = 500;
/// From here on two requests are told to be similar.
const SIMILAR: usize = 600;
/// A closed request is similar only for so many days.
const RECENT_DAYS: i32 = 60;

/// A request of the same office.
pub(super) struct Known {
    pub(super) request: RequestId,
    pub(super) stage: Stage,
    pub(super) application: Application,
    pub(super) likeness: Likeness,
}

/// What the new application is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// A request of its own.
    Unrelated,
    /// The same again, with nothing that is better.
    Resent(RequestId),
    /// The same with something more: 「主管機關核准」. Takes its place.
    Completes(RequestId, Vec<&'static str>),
    /// A corrected version. Takes its place.
    Corrects(RequestId),
    /// A corrected version of a request that cannot be changed any more.
    Follows(RequestId),
    /// Perhaps a corrected version.
    Resembles(RequestId),
}

/// What `new` is among `known`, the latest first.
pub(super) fn relate(new: &NewRequest, known: &[Known]) -> Relation {
    let likeness = Likeness::of(&new.application);
    let meaning = likeness.meaning();
    let same: Vec<&Known> = known.iter().filter(|known| known.likeness.meaning() == meaning).collect();
    let open = same.iter().find(|known| is_open(known.stage));
    if let Some(known) = open {
        return same_again(new, known);
    }
    // Closed: the same form again, or the same need once more.
    if let Some(known) = same
        .iter()
        .find(|known| known.stage != Stage::Withdrawn && known.application.applied_on == new.application.applied_on)
    {
        let changed = changes(&known.application, &new.application);
        return if known.stage == Stage::Declined && !changed.is_empty() {
            Relation::Follows(known.request)
        } else {
            Relation::Resent(known.request)
        };
    }
    let mut similar: Vec<(usize, &Known)> = known
        .iter()
        .map(|known| (likeness.similarity(&known.likeness), known))
        .filter(|(share, _)| *share >= CORRECTED)
        .collect();
    // The most similar; among equals the latest, which stands first.
    similar.sort_by_key(|(share, known)| (std::cmp::Reverse(*share), !is_open(known.stage)));
    let announced = announces_correction(&new.application, &new.file_name);
    for (_, known) in &similar {
        if announced || known.stage == Stage::Returned && likeness.is_of_the_same_applicant(&known.likeness) {
            return if is_open(known.stage) && known.stage != Stage::Running {
                Relation::Corrects(known.request)
            } else {
                Relation::Follows(known.request)
            };
        }
    }
    let recent = |known: &Known| {
        let days = new.application.applied_on - known.application.applied_on;
        is_open(known.stage) || days.get_days().abs() <= RECENT_DAYS
    };
    similar
        .iter()
        .find(|(share, known)| *share >= SIMILAR && recent(known))
        .map_or(Relation::Unrelated, |(_, known)| Relation::Resembles(known.request))
}

/// Whether it still waits for its answer.
fn is_open(stage: Stage) -> bool {
    matches!(stage, Stage::Received | Stage::AwaitingApproval | Stage::Returned | Stage::Queued | Stage::Running)
}

fn same_again(new: &NewRequest, known: &Known) -> Relation {
    let changed = changes(&known.application, &new.application);
    // How far it has come. Who was sent back must bring something new; what a reviewer has let pass stays.
    let reached = |stage: Stage| match stage {
        Stage::Queued | Stage::Running => 2,
        Stage::AwaitingApproval => 1,
        _ => 0,
    };
    if changed.is_empty() || known.stage == Stage::Running || reached(new.stage) < reached(known.stage) {
        Relation::Resent(known.request)
    } else {
        Relation::Completes(known.request, changed)
    }
}

/// What the new version of the same application says that the old did not.
fn changes(old: &Application, new: &Application) -> Vec<&'static str> {
    let mut changed = Vec::new();
    let mut compare = |name: &'static str, differs: bool| {
        if differs {
            changed.push(name);
        }
    };
    let said = |old: &Option<String>, new: &Option<String>| {
        new.as_ref().is_some_and(|new| old.as_ref().is_none_or(|old| plain(old) != plain(new)))
    };
    // The same office on another day, or the day written in another way, approves nothing more.
    let letters = |text: &Option<String>| {
        let text = text.as_deref().map(plain).unwrap_or_default();
        text.chars().filter(|c| !c.is_numeric()).collect::<String>()
    };
    let approved = new.authority_approval.is_some();
    compare("主管機關核准", approved && letters(&old.authority_approval) != letters(&new.authority_approval));
    compare("是否含個資", new.personal_data.is_some() && new.personal_data != old.personal_data);
    compare("聯絡電話", !new.phone.is_empty() && digits(&old.phone) != digits(&new.phone));
    compare("電子郵件", !new.email.is_empty() && plain(&old.email) != plain(&new.email));
    compare("已查來源", !new.checked_sources.is_empty() && new.checked_sources != old.checked_sources);
    compare("格式範例", said(&old.sample, &new.sample));
    compare("查詢", said(&old.query, &new.query));
    changed
}

/// 「08-8890000轉15」 is 「(08)889-0000#15」.
fn digits(phone: &str) -> String {
    plain(phone).chars().filter(char::is_ascii_digit).collect()
}

/// Only letters and digits.
fn plain(text: &str) -> String {
    crate::domain::canonical_name(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The new version with what only the old one said; for the same meaning alone, an approval is of what was approved.
pub(super) fn completed(old: &Application, new: &Application) -> Application {
    let more = new.clone();
    Application {
        authority_approval: more.authority_approval.or_else(|| old.authority_approval.clone()),
        personal_data: more.personal_data.or(old.personal_data),
        phone: if more.phone.is_empty() { old.phone.clone() } else { more.phone },
        email: if more.email.is_empty() { old.email.clone() } else { more.email },
        checked_sources: if more.checked_sources.is_empty() {
            old.checked_sources.clone()
        } else {
            more.checked_sources
        },
        sample: more.sample.or_else(|| old.sample.clone()),
        sample_columns: if more.sample_columns.is_empty() { old.sample_columns.clone() } else { more.sample_columns },
        query: more.query.or_else(|| old.query.clone()),
        ..more
    }
}

impl Relation {
    /// What a person should know of it.
    pub(super) fn remark(&self) -> Option<Problem> {
        let (severity, rule, message, hint) = match self {
            Self::Unrelated => return None,
            Self::Resent(known) => (
                Severity::Note,
                "resent",
                format!("與 {known} 是同一件申請（機構、申請人、理由與需求描述都相同），不重複登記；檔案已留存"),
                format!("核對兩次來件：hrstat show {known}"),
            ),
            Self::Completes(known, changed) => (
                Severity::Warning,
                "supersedes",
                format!(
                    "與 {known} 是同一件申請，補上或更改了{}；沿用原編號及收件順序（要點五(三)），前一版留存",
                    changed.join("、")
                ),
                format!("核對兩版：hrstat show {known}"),
            ),
            Self::Corrects(known) => (
                Severity::Warning,
                "supersedes",
                format!("是 {known} 的更正版，取代前一版；沿用原編號及收件順序（要點五(三)），前一版留存"),
                format!("核對兩版：hrstat show {known}；前一版的核准與受理決定不當然及於更正後的內容"),
            ),
            Self::Follows(known) => (
                Severity::Warning,
                "supersedes",
                format!("是 {known} 的更正版，但該案已經處理，不再更動；另以新編號登記"),
                format!("核對前案：hrstat show {known}"),
            ),
            Self::Resembles(known) => (
                Severity::Warning,
                "similar-request",
                format!("與同機關的 {known} 很相似，無法確定是否為更正版，先以新編號登記"),
                format!("若是同一件，請撤回其中一件：hrstat withdraw {known} --reason \"改以新件辦理\""),
            ),
        };
        Some(Problem { severity, ..Problem::note(rule, message) }.hint(hint))
    }
}
