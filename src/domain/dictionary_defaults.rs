//! The code files of the built-in dictionary, by the names that it calls them by.
//!
//! They lie with the other defaults and are embedded here, so that `parse_dictionary` can read the built-in
//! dictionary without anybody's help; a workspace's own files go before them (`cli::load`).

use crate::source::SourceText;

const CODE_FILES: &[(&str, &str)] = &[
    ("codes/主管級別.csv", include_str!("../settings/defaults/codes/主管級別.csv")),
    ("codes/人員區分.csv", include_str!("../settings/defaults/codes/人員區分.csv")),
    ("codes/官職等.csv", include_str!("../settings/defaults/codes/官職等.csv")),
    ("codes/家屬稱謂.csv", include_str!("../settings/defaults/codes/家屬稱謂.csv")),
    ("codes/教育程度.csv", include_str!("../settings/defaults/codes/教育程度.csv")),
    ("codes/族別.csv", include_str!("../settings/defaults/codes/族別.csv")),
    ("codes/機關.csv", include_str!("../settings/defaults/codes/機關.csv")),
    ("codes/特種考試.csv", include_str!("../settings/defaults/codes/特種考試.csv")),
    ("codes/獎懲結果.csv", include_str!("../settings/defaults/codes/獎懲結果.csv")),
    ("codes/異動原因.csv", include_str!("../settings/defaults/codes/異動原因.csv")),
    ("codes/縣市.csv", include_str!("../settings/defaults/codes/縣市.csv")),
    ("codes/考試種類.csv", include_str!("../settings/defaults/codes/考試種類.csv")),
    ("codes/考試類別.csv", include_str!("../settings/defaults/codes/考試類別.csv")),
    ("codes/職系.csv", include_str!("../settings/defaults/codes/職系.csv")),
    ("codes/職系新舊對照.csv", include_str!("../settings/defaults/codes/職系新舊對照.csv")),
    ("codes/職組.csv", include_str!("../settings/defaults/codes/職組.csv")),
    ("codes/語文別.csv", include_str!("../settings/defaults/codes/語文別.csv")),
    ("codes/離職原因.csv", include_str!("../settings/defaults/codes/離職原因.csv")),
];

/// The built-in code file of this name.
#[must_use]
pub fn built_in_code_file(name: &str) -> Option<SourceText> {
    let (_, text) = CODE_FILES.iter().find(|(known, _)| *known == name)?;
    Some(SourceText::new(format!("內建 {name}"), *text))
}
