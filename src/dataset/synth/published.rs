//! The figures of `domain.md` §3 that a snapshot can be held against, each with its source and the year it speaks for.
//!
//! Where two sources give the same figure, the newer stands here (mean age 43.61 of 113, not 43.17 of 106), and a source
//! stands before a suggestion: 大專以上 91.11 % (106) leaves no room for the suggested 6 % below it. Two figures are held by
//! their suggested successors, for they move by a point a year and are far from the year of the data: 大學 44.7 % of 106
//! (34.1 % in 97), and the women of 102 by rank (簡任 28.14 %). Figures of another population have no counterpart here:
//! those who passed an examination (not those who serve), budgeted posts, vacancies, a single class of agencies.

pub(super) use super::facts::{Fact, Facts};

/// The source of targets that nobody published: the suggestions of `domain.md` §3.
pub(super) const SUGGESTED: &str = "建議值";

/// One figure.
pub(super) struct Published {
    pub(super) name: &'static str,
    pub(super) target: f64,
    pub(super) source: &'static str,
    pub(super) measure: Measure,
}

/// How a figure is counted, over 公務人員 in service.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// Those who are `of` among those who are `among`.
    Share { of: fn(&Fact) -> bool, among: fn(&Fact) -> bool },
    /// The mean of a value.
    Mean(fn(&Fact) -> f64),
    /// Its standard deviation.
    Deviation(fn(&Fact) -> f64),
    /// 辭職 of a year to those in service at its end.
    Resigned(fn(&Fact) -> bool),
}

const fn share(
    name: &'static str,
    target: f64,
    source: &'static str,
    of: fn(&Fact) -> bool,
    among: fn(&Fact) -> bool,
) -> Published {
    Published { name, target, source, measure: Measure::Share { of, among } }
}

const fn resigned(name: &'static str, target: f64, source: &'static str, among: fn(&Fact) -> bool) -> Published {
    Published { name, target, source, measure: Measure::Resigned(among) }
}

fn everybody(_: &Fact) -> bool {
    true
}

fn female(fact: &Fact) -> bool {
    fact.sex == "女"
}

fn central(fact: &Fact) -> bool {
    fact.level == "中央"
}

/// 行政機關 without police.
fn administration(fact: &Fact) -> bool {
    fact.class == "行政機關" && fact.staff != "警察人員"
}

/// 一般行政機關 has no counterpart; the ranks are held against those of all ranked staff.
fn ranked(fact: &Fact) -> bool {
    matches!(fact.rank, "簡任" | "薦任" | "委任")
}

const AGENCY_CLASS: &str = "AGY（年份未載）";
const RATIO_105: &str = "LEAVE（105年，推算）";
const LEAVING_105: &str = "LEAVE（105年）";
const WOMEN_110: &str = "EXW（110年）";
const MEAN_106: &str = "N106（106年）";
const AGES_113: &str = "N113（113年）";
const YOUNG_108: &str = "LY110（108年）";
const EXAMS_113: &str = "PH（113年，除以約36萬人）";

/// All of them.
pub(super) const PUBLISHED: &[Published] = &[
    share("中央機關", 53.7, RATIO_105, central, everybody),
    share("女性", 42.54, WOMEN_110, female, everybody),
    share("女性：行政機關（不含警察人員）", 53.8, WOMEN_110, female, administration),
    share(
        "女性：同上，再不計安全、矯正、海巡、消防、移民、司法職系",
        56.4,
        WOMEN_110,
        female,
        |fact| administration(fact) && !fact.guarding,
    ),
    share("女性：公立學校職員", 75.0, WOMEN_110, female, |fact| fact.class == "公立學校"),
    share("女性：衛生醫療機構", 66.7, WOMEN_110, female, |fact| fact.class == "衛生醫療"),
    share("女性：司法官", 47.0, WOMEN_110, female, |fact| fact.staff == "司法官"),
    share("女性：委任", 58.0, SUGGESTED, female, |fact| fact.rank == "委任"),
    share("女性：薦任", 53.0, SUGGESTED, female, |fact| fact.rank == "薦任"),
    share("女性：簡任", 37.0, SUGGESTED, female, |fact| fact.rank == "簡任"),
    share("簡任占簡薦委", 6.54, AGENCY_CLASS, |fact| fact.rank == "簡任", ranked),
    share("薦任占簡薦委", 65.23, AGENCY_CLASS, |fact| fact.rank == "薦任", ranked),
    share("委任占簡薦委", 28.23, AGENCY_CLASS, |fact| fact.rank == "委任", ranked),
    Published { name: "平均年齡", target: 43.61, source: AGES_113, measure: Measure::Mean(|fact| fact.exact_age) },
    Published { name: "平均年資", target: 16.18, source: MEAN_106, measure: Measure::Mean(|fact| fact.seniority) },
    Published {
        name: "初任平均年齡", target: 26.99, source: MEAN_106, measure: Measure::Mean(|fact| fact.appointed)
    },
    Published {
        name: "初任年齡標準差",
        target: 4.0,
        source: SUGGESTED,
        measure: Measure::Deviation(|fact| fact.appointed),
    },
    share("未滿30歲（公布值為未達12.25）", 12.25, AGES_113, |fact| fact.age < 30, everybody),
    share("30–39歲", 26.0, SUGGESTED, |fact| (30..40).contains(&fact.age), everybody),
    share("40–49歲", 28.2, AGES_113, |fact| (40..50).contains(&fact.age), everybody),
    share("50–59歲", 27.86, AGES_113, |fact| (50..60).contains(&fact.age), everybody),
    share("60歲以上", 5.57, MEAN_106, |fact| fact.age >= 60, everybody),
    share("中央機關未滿35歲", 20.0, YOUNG_108, |fact| fact.age < 35, central),
    share("中央機關18–24歲", 2.0, YOUNG_108, |fact| fact.age < 25, central),
    share("中央機關25–29歲", 7.0, YOUNG_108, |fact| (25..30).contains(&fact.age), central),
    share("中央機關30–34歲", 10.0, YOUNG_108, |fact| (30..35).contains(&fact.age), central),
    share("大專以上", 91.11, MEAN_106, |fact| matches!(fact.education, "博士" | "碩士" | "大學" | "專科"), everybody),
    share("研究所以上", 23.37, MEAN_106, |fact| matches!(fact.education, "博士" | "碩士"), everybody),
    share("博士", 2.0, SUGGESTED, |fact| fact.education == "博士", everybody),
    share("碩士", 24.0, SUGGESTED, |fact| fact.education == "碩士", everybody),
    share("大學", 52.0, SUGGESTED, |fact| fact.education == "大學", everybody),
    share("專科", 16.0, SUGGESTED, |fact| fact.education == "專科", everybody),
    share("高等考試", 21.67, EXAMS_113, |fact| fact.route == "高等考試", everybody),
    share("普通考試", 4.99, EXAMS_113, |fact| fact.route == "普通考試", everybody),
    share("初等考試", 4.0, SUGGESTED, |fact| fact.route == "初等考試", everybody),
    share("特種考試", 45.0, SUGGESTED, |fact| fact.route == "特種考試", everybody),
    share("升等考試", 3.0, SUGGESTED, |fact| fact.route == "升等考試", everybody),
    share(
        "其他考試及依其他法令進用",
        21.0,
        SUGGESTED,
        |fact| matches!(fact.route, "其他考試" | "依其他法令進用"),
        everybody,
    ),
    share(
        "公營事業未經考試進用",
        55.0,
        "PH（113年）",
        |fact| fact.route == "依其他法令進用",
        |fact| fact.class == "公營事業",
    ),
    share("原住民", 1.95, "N102（102年）", |fact| fact.indigenous, everybody),
    share("身心障礙", 1.97, "N102（102年）", |fact| fact.disabled, everybody),
    resigned("辭職率", 0.86, LEAVING_105, everybody),
    resigned("辭職率：中央", 0.68, LEAVING_105, central),
    resigned("辭職率：地方", 1.06, LEAVING_105, |fact| fact.level != "中央"),
    resigned("辭職率：未滿30歲", 2.71, LEAVING_105, |fact| fact.age < 30),
];
