//! What `init` writes and what is in force where a workspace says nothing.

/// `hrstat.toml`.
pub const DEFAULT_SETTINGS: &str = include_str!("defaults/hrstat.toml");
/// `dictionary.toml`.
pub const DEFAULT_DICTIONARY: &str = include_str!("defaults/dictionary.toml");
/// `authorities.toml`.
pub const DEFAULT_AUTHORITIES: &str = include_str!("defaults/authorities.toml");
/// `intake.toml`: the words by which applications are checked.
pub const DEFAULT_INTAKE: &str = include_str!("defaults/intake.toml");

/// `catalogue/*.toml`, name and text.
pub const DEFAULT_CATALOGUE: &[(&str, &str)] = &[
    ("mocs.toml", include_str!("defaults/catalogue/mocs.toml")),
    ("dgpa.toml", include_str!("defaults/catalogue/dgpa.toml")),
    ("others.toml", include_str!("defaults/catalogue/others.toml")),
    ("webhr.toml", include_str!("defaults/catalogue/webhr.toml")),
];

/// `queries/README.md`: how queries are written.
pub const QUERY_MANUAL: &str = include_str!("../../queries/README.md");

/// `queries/*.toml`, name and text.
pub const STANDARD_QUERIES: &[(&str, &str)] = &[
    ("主管名冊.toml", include_str!("../../queries/主管名冊.toml")),
    ("女性主管五年趨勢.toml", include_str!("../../queries/女性主管五年趨勢.toml")),
    ("簡任主管性別比例.toml", include_str!("../../queries/簡任主管性別比例.toml")),
    ("各主管機關性別與官等.toml", include_str!("../../queries/各主管機關性別與官等.toml")),
    ("平均年齡與年資.toml", include_str!("../../queries/平均年齡與年資.toml")),
    ("年齡結構.toml", include_str!("../../queries/年齡結構.toml")),
    ("教育程度.toml", include_str!("../../queries/教育程度.toml")),
    ("學歷科系.toml", include_str!("../../queries/學歷科系.toml")),
    ("考試類別.toml", include_str!("../../queries/考試類別.toml")),
    ("職系分布.toml", include_str!("../../queries/職系分布.toml")),
    ("單一職系人力.toml", include_str!("../../queries/單一職系人力.toml")),
    ("職務列等與現敘職等.toml", include_str!("../../queries/職務列等與現敘職等.toml")),
    ("原住民族人員.toml", include_str!("../../queries/原住民族人員.toml")),
    ("身心障礙人員.toml", include_str!("../../queries/身心障礙人員.toml")),
    ("約聘僱人員.toml", include_str!("../../queries/約聘僱人員.toml")),
    ("人事人員配置.toml", include_str!("../../queries/人事人員配置.toml")),
    ("離島戶籍地與服務地.toml", include_str!("../../queries/離島戶籍地與服務地.toml")),
    ("語文能力.toml", include_str!("../../queries/語文能力.toml")),
    ("專長證照.toml", include_str!("../../queries/專長證照.toml")),
    ("訓練時數.toml", include_str!("../../queries/訓練時數.toml")),
    ("近三年考績甲等.toml", include_str!("../../queries/近三年考績甲等.toml")),
    ("考績甲等比率.toml", include_str!("../../queries/考績甲等比率.toml")),
    ("平時獎懲.toml", include_str!("../../queries/平時獎懲.toml")),
    ("兼職人員.toml", include_str!("../../queries/兼職人員.toml")),
    ("資深人員名冊.toml", include_str!("../../queries/資深人員名冊.toml")),
    ("新進人員.toml", include_str!("../../queries/新進人員.toml")),
    ("高考三級留任.toml", include_str!("../../queries/高考三級留任.toml")),
    ("公所初任人員任職月數.toml", include_str!("../../queries/公所初任人員任職月數.toml")),
    ("陞遷間隔.toml", include_str!("../../queries/陞遷間隔.toml")),
    ("調任去向.toml", include_str!("../../queries/調任去向.toml")),
    ("離職率.toml", include_str!("../../queries/離職率.toml")),
    ("護理人員離職.toml", include_str!("../../queries/護理人員離職.toml")),
    ("退休人員.toml", include_str!("../../queries/退休人員.toml")),
    ("屆齡退休推估.toml", include_str!("../../queries/屆齡退休推估.toml")),
];

/// `queries/*.sql`, name and text.
pub const STANDARD_SQL_QUERIES: &[(&str, &str)] =
    &[("轉任前後職務.sql", include_str!("../../queries/轉任前後職務.sql"))];
