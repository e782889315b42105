//! The kinds of staff, ranks and levels of chiefs, with their labels in the dictionary.

/// 人員區分.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Staff {
    Ranked,
    Police,
    Transport,
    Medical,
    Customs,
    Judicial,
    Political,
    Clerk,
    Contract,
    Hired,
    Worker,
    Guard,
}

impl Staff {
    pub(super) const ALL: [Self; 12] = [
        Self::Ranked,
        Self::Police,
        Self::Transport,
        Self::Medical,
        Self::Customs,
        Self::Judicial,
        Self::Political,
        Self::Clerk,
        Self::Contract,
        Self::Hired,
        Self::Worker,
        Self::Guard,
    ];

    /// Its label in the code list 人員區分.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Ranked => "簡薦委任人員",
            Self::Police => "警察人員",
            Self::Transport => "交通事業人員",
            Self::Medical => "醫事人員",
            Self::Customs => "關務人員",
            Self::Judicial => "司法官",
            Self::Political => "政務人員",
            Self::Clerk => "雇員",
            Self::Contract => "聘用人員",
            Self::Hired => "約僱人員",
            Self::Worker => "技工工友",
            Self::Guard => "駐衛警",
        }
    }

    /// Its label in the code list 人員類別.
    pub(super) fn category(self) -> &'static str {
        if self.is_civil() { "公務人員" } else { self.label() }
    }

    /// Whether it is 公務人員, the population to which the published shares refer.
    pub(super) fn is_civil(self) -> bool {
        !matches!(self, Self::Contract | Self::Hired | Self::Worker | Self::Guard)
    }
}

/// 官等.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Junior,
    Middle,
    Senior,
}

impl Rank {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Junior => "委任",
            Self::Middle => "薦任",
            Self::Senior => "簡任",
        }
    }

    /// The rank to which a grade (職等, 1 to 14) belongs.
    pub(super) fn of_grade(grade: i32) -> Self {
        match grade {
            ..=5 => Self::Junior,
            6..=9 => Self::Middle,
            _ => Self::Senior,
        }
    }
}

/// 主管級別.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chief {
    Head,
    Deputy,
    First,
    Second,
    None,
}

impl Chief {
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Head => "機關首長",
            Self::Deputy => "副首長",
            Self::First => "一級主管",
            Self::Second => "二級主管",
            Self::None => "非主管",
        }
    }
}
