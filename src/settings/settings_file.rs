//! `hrstat.toml` (`contract.md` §9): embedded defaults, and the workspace's file over them, each value with its origin.

use std::collections::BTreeMap;

use num_rational::Ratio;

use super::defaults::DEFAULT_SETTINGS;
use crate::source::{At, Problems, SourceText, Table, parse_toml};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built into the program.
    Default,
    /// A line of the workspace's file.
    File(String),
}

/// All settings of a workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// `[office]`.
    pub office: OfficeSettings,
    /// `[disclosure]`.
    pub disclosure: DisclosureSettings,
    /// `[queue]`.
    pub queue: QueueSettings,
    /// `[intake]`.
    pub intake: IntakeSettings,
    /// `[import]`.
    pub import: ImportSettings,
    /// `[crypto]`.
    pub crypto: CryptoSettings,
    /// `[retention]`.
    pub retention: RetentionSettings,
    /// Key → value as text and where it comes from, for `config show`.
    pub listing: BTreeMap<String, (String, Origin)>,
}

/// Names for the letterhead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeSettings {
    /// 機關.
    pub name: String,
    /// 單位.
    pub unit: String,
    /// 電話.
    pub phone: String,
    /// 電子郵件.
    pub email: String,
}

/// What counts as personal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisclosureSettings {
    /// A count from 1 to `threshold - 1` is a small cell.
    pub threshold: u32,
    /// Whether who prepares personal output may release it.
    pub two_person: bool,
}

/// Weights of the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueSettings {
    /// Points for having waited.
    pub arrival: u32,
    /// Points for being easy.
    pub difficulty: u32,
    /// Points for having asked little.
    pub fair_share: u32,
    /// Days after which half of the points for waiting are reached.
    pub arrival_half_days: u32,
    /// How many days back requests count as asked.
    pub usage_window_days: u32,
}

/// How forms are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntakeSettings {
    /// Words that set a deadline.
    pub deadline_words: Vec<String>,
    /// Larger files are not read, in MiB.
    pub max_file_mib: u32,
    /// What the archives of one file may unpack to, in MiB.
    pub max_unpacked_mib: u32,
    /// How long reading one file may take.
    pub max_seconds: u32,
}

/// How exports are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportSettings {
    /// The share of rejected rows above which nothing is imported.
    pub max_rejected_share: Ratio<i64>,
    /// `note` or `reject`: what a failing identity checksum does.
    pub bad_identity: String,
    /// The declared encoding.
    pub encoding: String,
}

/// What certificates are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CryptoSettings {
    /// The least size of an RSA key.
    pub min_rsa_bits: u32,
}

/// How long replies may be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetentionSettings {
    /// Days after the release.
    pub days: u32,
}

/// Reads the settings: the defaults, and `file` over them.
pub fn parse_settings(file: Option<&SourceText>, problems: &Problems) -> Option<Settings> {
    let defaults = SourceText::new("內建設定", DEFAULT_SETTINGS);
    let mut layers = Layers { listing: BTreeMap::new() };
    parse_toml(&defaults, problems, |root| layers.read(root, true))?;
    if let Some(file) = file {
        parse_toml(file, problems, |root| layers.read(root, false));
    }
    if problems.has_errors() {
        return None;
    }
    Some(layers.finish())
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Whole(u32),
    Flag(bool),
    Share(f64),
    Words(Vec<String>),
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Whole {
        least: u32,
    },
    /// A flag that this version knows and cannot honour: only `false`.
    NotYet,
    Share,
    Words,
    OneOf(&'static [&'static str]),
}

/// Every key that exists, its kind, and its bounds.
const KEYS: &[(&str, &str, Kind)] = &[
    ("office", "name", Kind::Text),
    ("office", "unit", Kind::Text),
    ("office", "phone", Kind::Text),
    ("office", "email", Kind::Text),
    ("disclosure", "threshold", Kind::Whole { least: 2 }),
    ("disclosure", "two_person", Kind::NotYet),
    ("queue", "arrival", Kind::Whole { least: 0 }),
    ("queue", "difficulty", Kind::Whole { least: 0 }),
    ("queue", "fair_share", Kind::Whole { least: 0 }),
    ("queue", "arrival_half_days", Kind::Whole { least: 1 }),
    ("queue", "usage_window_days", Kind::Whole { least: 1 }),
    ("intake", "deadline_words", Kind::Words),
    ("intake", "max_file_mib", Kind::Whole { least: 1 }),
    ("intake", "max_unpacked_mib", Kind::Whole { least: 1 }),
    ("intake", "max_seconds", Kind::Whole { least: 1 }),
    ("import", "max_rejected_share", Kind::Share),
    ("import", "bad_identity", Kind::OneOf(&["note", "reject"])),
    ("import", "encoding", Kind::OneOf(&["utf-8", "utf-16", "big5"])),
    ("crypto", "min_rsa_bits", Kind::Whole { least: 2048 }),
    ("retention", "days", Kind::Whole { least: 1 }),
];

struct Layers {
    listing: BTreeMap<String, (Value, Origin)>,
}

impl Layers {
    fn read(&mut self, root: &Table<'_>, defaults: bool) {
        let mut sections: Vec<&str> = KEYS.iter().map(|(section, ..)| *section).collect();
        sections.dedup();
        for section in sections {
            root.table(section, |table| {
                for (_, key, kind) in KEYS.iter().filter(|(name, ..)| *name == section) {
                    let Some(value) = read_value(table, key, *kind) else { continue };
                    let place = table.source().location(value.span).to_string();
                    let origin = if defaults { Origin::Default } else { Origin::File(place) };
                    self.listing.insert(format!("{section}.{key}"), (value.value, origin));
                }
            });
        }
    }

    fn finish(self) -> Settings {
        let text = |key: &str| match self.listing.get(key) {
            Some((Value::Text(text), _)) => text.clone(),
            _ => String::new(),
        };
        let whole = |key: &str| match self.listing.get(key) {
            Some((Value::Whole(number), _)) => *number,
            _ => 0,
        };
        let flag = |key: &str| matches!(self.listing.get(key), Some((Value::Flag(true), _)));
        let share = match self.listing.get("import.max_rejected_share") {
            Some((Value::Share(share), _)) => Ratio::approximate_float(*share).unwrap_or_default(),
            _ => Ratio::default(),
        };
        let deadline_words = match self.listing.get("intake.deadline_words") {
            Some((Value::Words(words), _)) => words.clone(),
            _ => Vec::new(),
        };
        Settings {
            office: OfficeSettings {
                name: text("office.name"),
                unit: text("office.unit"),
                phone: text("office.phone"),
                email: text("office.email"),
            },
            disclosure: DisclosureSettings {
                threshold: whole("disclosure.threshold"),
                two_person: flag("disclosure.two_person"),
            },
            queue: QueueSettings {
                arrival: whole("queue.arrival"),
                difficulty: whole("queue.difficulty"),
                fair_share: whole("queue.fair_share"),
                arrival_half_days: whole("queue.arrival_half_days"),
                usage_window_days: whole("queue.usage_window_days"),
            },
            intake: IntakeSettings {
                deadline_words,
                max_file_mib: whole("intake.max_file_mib"),
                max_unpacked_mib: whole("intake.max_unpacked_mib"),
                max_seconds: whole("intake.max_seconds"),
            },
            import: ImportSettings {
                max_rejected_share: share,
                bad_identity: text("import.bad_identity"),
                encoding: text("import.encoding"),
            },
            crypto: CryptoSettings { min_rsa_bits: whole("crypto.min_rsa_bits") },
            retention: RetentionSettings { days: whole("retention.days") },
            listing: self.listing.into_iter().map(|(key, (value, origin))| (key, (value.shown(), origin))).collect(),
        }
    }
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Whole(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Share(share) => share.to_string(),
            Self::Words(words) => words.join("、"),
        }
    }
}

fn read_value(table: &Table<'_>, key: &str, kind: Kind) -> Option<At<Value>> {
    let outside = |at: &At<_>, message: String| table.error("out-of-range", at.span, message);
    match kind {
        Kind::Text => table.string(key).map(|at| At::new(Value::Text(at.value), at.span)),
        Kind::NotYet => {
            let at = table.boolean(key)?;
            if at.value {
                table.error("unsupported", at.span, format!("本版尚未提供「{key}」，不能設為 true"));
            }
            Some(At::new(Value::Flag(at.value), at.span))
        }
        Kind::Words => {
            let span = table.span_of(key);
            table
                .has(key)
                .then(|| Value::Words(table.strings(key).into_iter().map(|word| word.value).collect()))
                .map(|v| At::new(v, span))
        }
        Kind::Whole { least } => {
            let at = table.integer(key)?;
            let number = u32::try_from(at.value).ok().filter(|number| *number >= least);
            if number.is_none() {
                table.error("out-of-range", at.span, format!("「{key}」最小為 {least}，這裡是 {}", at.value));
            }
            number.map(|number| At::new(Value::Whole(number), at.span))
        }
        Kind::Share => {
            let at = table.float(key)?;
            if !(0.0..=1.0).contains(&at.value) {
                table.error("out-of-range", at.span, format!("「{key}」要在 0 與 1 之間，這裡是 {}", at.value));
                return None;
            }
            Some(At::new(Value::Share(at.value), at.span))
        }
        Kind::OneOf(choices) => {
            let at = table.string(key)?;
            if !choices.contains(&at.value.as_str()) {
                outside(&at, format!("「{key}」只能是 {}，這裡是「{}」", choices.join("、"), at.value));
                return None;
            }
            Some(At::new(Value::Text(at.value), at.span))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_complete() {
        let problems = Problems::new();
        let settings = parse_settings(None, &problems);
        assert_eq!(problems.into_sorted(), []);
        let settings = settings.unwrap();
        assert_eq!(settings.listing.len(), KEYS.len());
        assert_eq!(settings.disclosure.threshold, 3);
    }

    #[test]
    fn a_file_overrides_and_is_named_as_the_origin() {
        let problems = Problems::new();
        let file = SourceText::new("hrstat.toml", "[disclosure]\nthreshold = 5\n");
        let settings = parse_settings(Some(&file), &problems).unwrap();
        assert_eq!(settings.disclosure.threshold, 5);
        assert_eq!(settings.listing["disclosure.threshold"].1, Origin::File("hrstat.toml:2:13".into()));
        assert_eq!(settings.listing["disclosure.two_person"].1, Origin::Default);
    }

    #[test]
    fn an_unknown_key_names_the_line_and_the_nearest_key() {
        let problems = Problems::new();
        let file = SourceText::new("hrstat.toml", "[disclosure]\ntreshold = 5\n[crypto]\nmin_rsa_bits = 1024\n");
        assert!(parse_settings(Some(&file), &problems).is_none());
        let found = problems.into_sorted();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].location.as_ref().unwrap().to_string(), "hrstat.toml:2:1");
        assert!(found[0].hints[0].contains("threshold"));
        assert!(found[1].message.contains("2048"));
    }
}
