//! What `init` writes and what is in force where a workspace says nothing.

/// `hrstat.toml`.
pub const DEFAULT_SETTINGS: &str = include_str!("defaults/hrstat.toml");
/// `dictionary.toml`.
pub const DEFAULT_DICTIONARY: &str = include_str!("defaults/dictionary.toml");
/// `authorities.toml`.
pub const DEFAULT_AUTHORITIES: &str = include_str!("defaults/authorities.toml");

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
    ("原住民族人員.toml", include_str!("../../queries/原住民族人員.toml")),
    ("各主管機關性別與官等.toml", include_str!("../../queries/各主管機關性別與官等.toml")),
    ("平均年齡與年資.toml", include_str!("../../queries/平均年齡與年資.toml")),
    ("年齡結構.toml", include_str!("../../queries/年齡結構.toml")),
    ("教育程度.toml", include_str!("../../queries/教育程度.toml")),
    ("簡任主管性別比例.toml", include_str!("../../queries/簡任主管性別比例.toml")),
    ("考試類別.toml", include_str!("../../queries/考試類別.toml")),
    ("職系分布.toml", include_str!("../../queries/職系分布.toml")),
    ("語文能力.toml", include_str!("../../queries/語文能力.toml")),
    ("近三年考績甲等.toml", include_str!("../../queries/近三年考績甲等.toml")),
];
