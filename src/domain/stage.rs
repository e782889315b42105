//! The stages of a request, and the only steps between them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Registered, with errors that a reviewer must decide on.
    Received,
    /// Waits for the approval of the authority's personnel office (要點五(一)).
    AwaitingApproval,
    /// Sent back to be corrected.
    Returned,
    /// In the queue.
    Queued,
    /// Being computed.
    Running,
    /// Answered.
    Released,
    /// Refused.
    Declined,
    /// Taken back by the applicant.
    Withdrawn,
}

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A reviewer accepts it, overruling what was found.
    Accept,
    /// A reviewer sends it back.
    Return,
    /// A reviewer refuses it.
    Decline,
    /// The applicant takes it back.
    Withdraw,
    /// Its computation begins.
    Start,
    /// The computation ended without a release.
    Abort,
    /// The reply is in the outbox.
    Release,
}

/// A step that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("階段「{from}」的申請案不能「{event}」")]
pub struct IllegalStep {
    /// The stage it is in.
    pub from: Stage,
    /// What was to happen.
    pub event: Event,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::AwaitingApproval,
        Self::Returned,
        Self::Queued,
        Self::Running,
        Self::Released,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The stage after `event`.
    ///
    /// # Errors
    /// [`IllegalStep`] when the event cannot happen in this stage.
    pub fn next(self, event: Event) -> Result<Self, IllegalStep> {
        use Event as E;
        use Stage as S;
        match (self, event) {
            (S::Received | S::AwaitingApproval | S::Returned | S::Queued | S::Released | S::Declined, E::Accept)
            | (S::Running, E::Abort) => Ok(S::Queued),
            (S::Received | S::AwaitingApproval | S::Queued, E::Return) => Ok(S::Returned),
            (S::Received | S::AwaitingApproval | S::Returned | S::Queued, E::Decline) => Ok(S::Declined),
            (S::Received | S::AwaitingApproval | S::Returned | S::Queued, E::Withdraw) => Ok(S::Withdrawn),
            (S::Queued, E::Start) => Ok(S::Running),
            (S::Running, E::Release) => Ok(S::Released),
            _ => Err(IllegalStep { from: self, event }),
        }
    }

    /// The stage of a request whose form is replaced by a newer version that by itself would begin in `initial`; none
    /// where it cannot be replaced any more. Who was sent back by a reviewer is seen by one before it is in the queue.
    #[must_use]
    pub fn replaced_by(self, initial: Self) -> Option<Self> {
        match (self, initial) {
            (_, Self::Returned | Self::Running | Self::Released | Self::Declined | Self::Withdrawn)
            | (Self::Running | Self::Released | Self::Declined | Self::Withdrawn, _) => None,
            (Self::Returned, Self::Queued) => Some(Self::Received),
            (_, initial) => Some(initial),
        }
    }

    /// Its code, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::AwaitingApproval => "awaiting-approval",
            Self::Returned => "returned",
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Released => "released",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for Stage {
    type Err = UnknownStage;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|stage| stage.code() == code).ok_or_else(|| UnknownStage(code.to_owned()))
    }
}

/// A stage code that this version does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("不認識的階段「{0}」")]
pub struct UnknownStage(String);

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Received => "已收件",
            Self::AwaitingApproval => "待主管機關核准",
            Self::Returned => "已退回補正",
            Self::Queued => "排序中",
            Self::Running => "處理中",
            Self::Released => "已釋出",
            Self::Declined => "不予受理",
            Self::Withdrawn => "已撤回",
        })
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 7] =
        [Self::Accept, Self::Return, Self::Decline, Self::Withdraw, Self::Start, Self::Abort, Self::Release];

    /// Its code, as in the audit log.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Decline => "decline",
            Self::Withdraw => "withdraw",
            Self::Start => "start",
            Self::Abort => "abort",
            Self::Release => "release",
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Accept => "受理",
            Self::Return => "退回",
            Self::Decline => "不予受理",
            Self::Withdraw => "撤回",
            Self::Start => "開始處理",
            Self::Abort => "中止處理",
            Self::Release => "釋出",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every stage × event; a step more or less must be written here by hand.
    #[test]
    fn the_steps_are_exactly_these() {
        let mut steps = Vec::new();
        for stage in Stage::ALL {
            for event in Event::ALL {
                if let Ok(next) = stage.next(event) {
                    steps.push(format!("{} {} {}", stage.code(), event.code(), next.code()));
                }
            }
        }
        let expected = "received accept queued|received return returned|received decline declined|received withdraw withdrawn|\
            awaiting-approval accept queued|awaiting-approval return returned|awaiting-approval decline declined|\
            awaiting-approval withdraw withdrawn|returned accept queued|returned decline declined|returned withdraw withdrawn|\
            queued accept queued|queued return returned|queued decline declined|queued withdraw withdrawn|queued start running|\
            running abort queued|running release released|released accept queued|declined accept queued";
        assert_eq!(steps.join("|"), expected);
    }

    /// Only what waits can be replaced, and nothing comes from the reviewer's desk into the queue by itself.
    #[test]
    fn a_newer_version_takes_the_place_of_what_waits() {
        use Stage as S;
        for stage in Stage::ALL {
            let waits = matches!(stage, S::Received | S::AwaitingApproval | S::Returned | S::Queued);
            assert_eq!(stage.replaced_by(S::AwaitingApproval), waits.then_some(S::AwaitingApproval), "{stage}");
            assert_eq!(stage.replaced_by(S::Running), None);
        }
        assert_eq!(S::AwaitingApproval.replaced_by(S::Queued), Some(S::Queued));
        assert_eq!(S::Queued.replaced_by(S::Received), Some(S::Received));
        assert_eq!(S::Returned.replaced_by(S::Queued), Some(S::Received));
    }

    #[test]
    fn codes_read_back() {
        for stage in Stage::ALL {
            assert_eq!(stage.code().parse(), Ok(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.code());
        }
    }
}
