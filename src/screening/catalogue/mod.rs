//! The catalogue: its entries read from their files, searched, and looked over for what parsing cannot see.

mod contradictions;
mod entry;
mod entry_file;
mod lint;
mod measure_file;
mod periods;
mod periods_file;
mod search;

pub use entry::{Channel, Entry, EntryMeasure, EntryScope, SeriesBreak};
pub use lint::lint;
pub(super) use periods::Availability;
pub use periods::{Every, Periods};
pub use search::{search, similar};

use entry_file::{Scopes, read_entry};

use crate::domain::Dictionary;
use crate::source::{Problems, SourceText, parse_toml};

/// All entries, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Catalogue(Vec<Entry>);

impl Catalogue {
    /// Of these entries.
    pub(in crate::screening) fn of(entries: Vec<Entry>) -> Self {
        Self(entries)
    }

    /// In the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter()
    }

    /// The entry with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.id.eq_ignore_ascii_case(id))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Reads the files of a catalogue; none where one of them has an error.
pub fn parse_catalogue(sources: &[SourceText], dictionary: &Dictionary, problems: &Problems) -> Option<Catalogue> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut scopes = Scopes::default();
    for source in sources {
        let read = parse_toml(source, problems, |root| {
            root.tables("entry", |table| {
                let entry = read_entry(table, dictionary, &mut scopes);
                entry.map(|entry| (entry, table.span_of("id")))
            })
        });
        for (entry, place) in read.into_iter().flatten().flatten() {
            match entries.iter().find(|known| known.id.eq_ignore_ascii_case(&entry.id)) {
                Some(known) => {
                    let message = format!("編號「{}」已經用在{}", entry.id, known.location);
                    problems.push(source.error("duplicate-id", place, message));
                }
                None => entries.push(entry),
            }
        }
    }
    (!problems.has_errors()).then_some(Catalogue(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_dictionary;
    use crate::settings::{DEFAULT_CATALOGUE, DEFAULT_DICTIONARY};
    use crate::source::{Problem, Severity};

    fn dictionary() -> Dictionary {
        let problems = Problems::new();
        parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems).unwrap()
    }

    fn read(text: &str) -> (Option<Catalogue>, Vec<Problem>) {
        let problems = Problems::new();
        let catalogue = parse_catalogue(&[SourceText::new("c.toml", text)], &dictionary(), &problems);
        (catalogue, problems.into_sorted())
    }

    fn embedded() -> Catalogue {
        let problems = Problems::new();
        let sources: Vec<SourceText> =
            DEFAULT_CATALOGUE.iter().map(|(name, text)| SourceText::new(*name, *text)).collect();
        let catalogue = parse_catalogue(&sources, &dictionary(), &problems);
        assert_eq!(problems.into_sorted(), []);
        catalogue.unwrap()
    }

    const GOOD: &str = "[[entry]]\nid = \"A-1\"\nchannel = \"published\"\npublisher = \"某部\"\ntitle = \"某表\"\n\
        population = \"在職\"\ncrosses = [[\"性別\", \"官等別\"]]\nmeasures = [\"人數\", { mean = \"年齡\", by = [\"性別\"] }]\n\
        periods = { every = \"year-end\", from = \"105.12.31\", lag_months = 5 }\n";

    #[test]
    fn an_entry_is_read_in_the_names_of_the_dictionary() {
        let (catalogue, problems) = read(GOOD);
        assert_eq!(problems, []);
        let catalogue = catalogue.unwrap();
        let entry = catalogue.find("a-1").unwrap();
        assert_eq!(entry.crosses, [["性別", "官等"]]);
        assert_eq!((entry.unit.as_str(), entry.verified, entry.detail), ("人員", false, false));
        let json = serde_json::to_value(entry).unwrap();
        assert_eq!(json["population"], "在職");
        assert_eq!(json["periods"]["from"], "2016-12-31");
        assert_eq!(json["measures"][1]["mean"], "年齡");
    }

    #[test]
    fn each_mistake_is_reported_at_its_place() {
        let cases = [
            ("官等別", "官等級", "unknown-field", "c.toml:7:20"),
            ("population = \"在職\"", "population = \"在職 AND 官等 = '簡\"", "expression-syntax", "c.toml:6"),
            ("population = \"在職\"", "population = \"官俸等 = 3\"", "unknown-field", "c.toml:6:15"),
            ("\"人數\"", "\"平均年齡\"", "unknown-measure", "c.toml:8"),
            ("mean = \"年齡\"", "median = \"年齡\"", "unknown-key", "c.toml:8"),
            ("mean = \"年齡\"", "mean = \"官等\"", "type-mismatch", "c.toml:8"),
            ("year-end", "yearend", "unknown-every", "c.toml:9"),
            ("105.12.31", "105.13.31", "bad-date", "c.toml:9"),
            ("lag_months = 5", "lag_months = 99", "out-of-range", "c.toml:9"),
            ("lag_months = 5", "to = \"2010-12-31\"", "periods", "c.toml:9"),
            ("population =", "scope = \"nationwide\"\npopulation =", "unknown-scope", "c.toml:6:9"),
            ("population =", "unit = \"人\"\npopulation =", "unknown-table", "c.toml:6:8"),
            ("population =", "unit = \"語文\"\npopulation =", "field-of-other-table", ""),
            ("population =", "verifyed = true\npopulation =", "unknown-key", "c.toml:6:1"),
            ("population =", "breaks = { \"官等\" = [1] }\npopulation =", "breaks", "c.toml:6"),
            ("population =", "rounded_to = 1\npopulation =", "out-of-range", "c.toml:6:14"),
            ("population =", "suppressed_below = 0\npopulation =", "out-of-range", "c.toml:6:20"),
            ("mean = \"年齡\"", "decimals = 9, mean = \"年齡\"", "out-of-range", "c.toml:8"),
            ("lag_months = 5", "lag_days = -1", "out-of-range", "c.toml:9"),
            ("lag_months = 5", "latest = \"2024-11-30\"", "periods", "c.toml:9"),
            ("lag_months = 5", "latest = \"2015-12-31\"", "periods", "c.toml:9"),
            ("lag_months = 5", "latest = \"2024-12-31\", to = \"2020-12-31\"", "periods", "c.toml:9"),
            ("lag_months = 5", "latest = \"2024-12-31\", next_release = \"2024-12-01\"", "periods", "c.toml:9"),
            ("lag_months = 5", "next_release = \"2025-05-01\"", "periods", "c.toml:9"),
            ("population =", "series_breaks = [{ field = \"職系\", note = \"改\" }]\npopulation =", "missing-key", ""),
            (
                "population =",
                "series_breaks = [{ field = \"職糸\", on = \"109.1.16\", note = \"改\" }]\npopulation =",
                "unknown-field",
                "c.toml:6",
            ),
            ("title = \"某表\"\n", "", "missing-key", "c.toml:1"),
            ("channel = \"published\"", "channel = \"book\"", "unknown-channel", "c.toml:3:11"),
        ];
        for (good, bad, rule, place) in cases {
            let text = match rule {
                "field-of-other-table" => GOOD.replace(good, bad).replace("官等別", "等次"),
                _ => GOOD.replace(good, bad),
            };
            let (catalogue, problems) = read(&text);
            assert!(catalogue.is_none(), "{bad}");
            let found = problems.iter().find(|problem| problem.rule == rule);
            let found = found.unwrap_or_else(|| panic!("{bad}: {problems:#?}"));
            let at = found.location.as_ref().unwrap().to_string();
            assert!(at.starts_with(place), "{bad}: {at}");
        }
        let (catalogue, problems) = read(&format!("{GOOD}{}", GOOD.replace("A-1", "a-1")));
        assert!(catalogue.is_none());
        assert_eq!(
            (problems[0].rule.as_str(), problems[0].message.as_str()),
            ("duplicate-id", "編號「a-1」已經用在c.toml:1:1")
        );
    }

    #[test]
    fn lint_sees_what_parsing_cannot() {
        let rules = |text: &str| -> Vec<String> {
            let (catalogue, problems) = read(text);
            let catalogue = catalogue.unwrap_or_else(|| panic!("{problems:#?}"));
            lint(&catalogue, &dictionary()).into_iter().map(|problem| problem.rule).collect()
        };
        assert_eq!(rules(GOOD), ["unverified"]);
        let good = format!("{GOOD}verified = true\nurl = \"https://example.org\"\n");
        assert_eq!(rules(&format!("{GOOD}verified = true\n")), ["no-url"]);
        assert_eq!(rules(&good.replace("[[\"性別\", \"官等別\"]]", "[]")), ["no-crosses", "stray-field"]);
        let cases = [
            ("lag_months", "to = \"2020-12-31\", lag_months", "ended"),
            ("\"published\"", "\"webhr\"", "webhr-scope"),
            ("lag_months", "latest = \"2024-12-31\", next_release = \"2026-05-01\", lag_months", "none"),
            ("population", "detail = true\npopulation", "published-detail"),
            ("by = [\"性別\"]", "by = [\"縣市\"]", "stray-field"),
            ("\"官等別\"]]", "\"官等\"], [\"縣市\"]]", "none"),
            ("\"官等別\"]]", "\"官等\"], [\"官等\"]]", "covered-cross"),
            ("\"官等別\"]]", "\"官等\"], [\"官等\", \"性別\"]]", "covered-cross"),
            ("\"官等別\"", "\"職系\", \"職組\"", "redundant-field"),
            ("[[\"性別\", \"官等別\"]], measures", "", "none"),
            ("population = \"在職\"", "population = \"性別 = '男' AND 性別 = '女'\"", "impossible-population"),
            ("population = \"在職\"", "population = \"年齡 > 60 AND 年齡 < 50\"", "impossible-population"),
            (
                "population",
                "series_breaks = [{ field = \"職系\", on = \"2020-01-16\", note = \"改\" }]\npopulation",
                "stray-field",
            ),
            (
                "population",
                "series_breaks = [{ field = \"官等\", on = \"2016-01-16\", note = \"改\" }]\npopulation",
                "idle-break",
            ),
            ("105.12.31", "105.6.30", "off-period"),
            ("population", "detail = true\nrounded_to = 5\npopulation", "rounded-list"),
            ("by = [\"性別\"]", "by = [\"性別\", \"官等\"]", "none"),
            ("\"官等別\"", "\"官等\", \"官等\"", "duplicate-field"),
        ];
        for (good_text, bad, rule) in cases {
            let found = rules(&good.replace(good_text, bad));
            if rule == "none" {
                assert!(found.is_empty(), "{bad}: {found:?}");
                continue;
            }
            assert!(found.contains(&rule.to_owned()), "{bad}: {found:?}");
        }
        let twice = rules(&format!("{good}{}", good.replace("A-1", "A-2")));
        assert!(twice.contains(&"duplicate-title".to_owned()), "{twice:?}");
        assert!(twice.contains(&"dead-entry".to_owned()), "{twice:?}");
        let announced = "latest = \"2024-12-31\", next_release = \"2026-05-01\", lag_months";
        let webhr = good.replace("\"published\"", "\"webhr\"").replace("lag_months", announced);
        assert_eq!(rules(&webhr), ["webhr-release", "webhr-scope"]);
        let apart = good
            .replace("\"官等別\"]]", "\"官等\"], [\"縣市\"]]")
            .replace("by = [\"性別\"]", "by = [\"性別\", \"縣市\"]");
        assert_eq!(rules(&apart), ["stray-mean"]);
        // Beside one with more it is dead; the one with more is not.
        let more = good.replace("A-1", "A-2").replace("某表", "另表").replace("\"官等別\"", "\"官等\", \"縣市\"");
        assert_eq!(rules(&format!("{good}{more}")), ["dead-entry"]);
        assert!(rules(&format!("{good}{}", more.replace("某部", "某會"))).is_empty());
    }

    /// What only names fields that the dictionary has not is no mistake, and is found by them.
    #[test]
    fn an_entry_of_other_fields_is_found_and_has_no_figures() {
        let text = "[[entry]]\nid = \"B-1\"\nchannel = \"published\"\npublisher = \"某部\"\ntitle = \"考選年報\"\n\
            other_fields = [\"報考人數\"]\nperiods = { every = \"quarter-end\", from = \"2016-12-31\" }\n";
        let (catalogue, problems) = read(text);
        assert_eq!(problems, []);
        let catalogue = catalogue.unwrap();
        let entry = catalogue.find("B-1").unwrap();
        assert!(!entry.has_figures());
        assert_eq!((entry.periods.lag_months, entry.periods.lag_days), (0, 65), "the lag of the law");
        assert_eq!(search(&catalogue, "某部　報考人數").len(), 1);
        let rules: Vec<String> = lint(&catalogue, &dictionary()).into_iter().map(|problem| problem.rule).collect();
        assert_eq!(rules, ["unverified"]);
    }

    #[test]
    fn the_embedded_catalogue_is_read_and_searched() {
        let catalogue = embedded();
        let published = catalogue.iter().filter(|entry| entry.channel == Channel::Published).count();
        assert_eq!((published, catalogue.len()), (72, 85));
        let warnings: Vec<String> = lint(&catalogue, &dictionary())
            .into_iter()
            .filter(|p| p.severity != Severity::Note)
            .map(|p| p.message)
            .collect();
        assert_eq!(warnings, Vec::<String>::new());
        let ids = |word: &str| search(&catalogue, word).iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
        assert!(ids("職系")[0].starts_with("MOCS-09"), "{:?}", ids("職系"));
        assert!(ids("最高學歷").contains(&"MOCS-04".to_owned()), "{:?}", ids("最高學歷"));
        assert!(ids("平均年資 縣市").contains(&"MOCS-13".to_owned()));
        assert_eq!(ids("台北市 主管人員"), ["TPE-02"]);
        assert_eq!(ids("mocs-03"), ["MOCS-03"]);
        assert!(ids("血型").is_empty());
        assert_eq!(ids("").len(), 85);
        assert_eq!(ids("錄取率 考選部"), ["MOEX-01", "MOEX-02"]);
        assert_eq!(ids("可退休日")[0], "WEBHR-06");
        let near = |word: &str| similar(&catalogue, word).iter().map(|entry| entry.id.clone()).collect::<Vec<_>>();
        assert!(ids("退休年金試算表").is_empty());
        assert!(near("退休年金試算表").contains(&"WEBHR-06".to_owned()), "{:?}", near("退休年金試算表"));
        assert!(near("血型").is_empty(), "{:?}", near("血型"));
    }
}
