//! Why: the built-in dictionary is what people are answered with. It must hold every cell of the form, its lists must agree
//! with what is published, and what nobody has confirmed must say so.

use std::collections::{BTreeMap, BTreeSet};

use super::{CodeList, Dictionary, Field, TextFormat, canonical_name, parse_authorities, parse_dictionary};
use crate::settings::{DEFAULT_AUTHORITIES, DEFAULT_DICTIONARY};
use crate::source::{Problems, SourceText};

fn built_in() -> Dictionary {
    let problems = Problems::new();
    let read = parse_dictionary(&SourceText::new("dictionary.toml", DEFAULT_DICTIONARY), &problems);
    assert_eq!(problems.into_sorted(), []);
    read.unwrap()
}

fn field<'d>(dictionary: &'d Dictionary, table: &str, name: &str) -> &'d Field {
    let found = dictionary.table(table).and_then(|table| table.fields.iter().find(|field| field.name == name));
    found.unwrap_or_else(|| panic!("{table}.{name} is missing"))
}

/// The cells of the form, section by section (`domain.md` §1.1), and the columns that hold them. The photograph is the one
/// cell that is no datum of an export.
const FORM: &[(&str, &str, &[&str])] = &[
    ("基本資料", "人員", &["姓名", "英文姓名", "身分證統一編號", "護照號碼", "出生日期", "性別", "外國國籍"]),
    ("通訊處", "人員", &["戶籍地址", "現居住所", "住宅電話", "行動電話", "電子郵件"]),
    ("緊急通知人", "緊急通知人", &["姓名", "關係", "住宅電話", "行動電話"]),
    ("學歷", "學歷", &["學校名稱", "院系所科", "修業起日", "修業迄日", "學歷狀態", "教育程度", "證書文號"]),
    ("考試或晉升訓練", "考試", &["年度", "考試名稱", "類科", "及格日期", "證書文號"]),
    ("專門職業及技術人員考試", "專技考試", &["年度", "類科", "生效日期", "證書文號", "發照機關", "執照文號"]),
    (
        "經歷及現職：任免",
        "經歷",
        &[
            "服務機關",
            "職稱",
            "職務編號",
            "職務列等",
            "職系",
            "主管級別",
            "人員區分",
            "任職令日期",
            "任職令文號",
            "到職日",
            "免職令日期",
            "免職令文號",
            "離職日",
            "異動原因",
            "請任免日期",
            "請任免文號",
            "不必銓審",
        ],
    ),
    (
        "經歷及現職：銓敘審定",
        "銓審",
        &["核定日期", "文號", "審查結果", "官職等", "官等", "職等", "俸級", "俸點", "暫支俸點", "生效日期"],
    ),
    (
        "考績",
        "考績",
        &["年度", "區分", "總分", "等次", "核定獎懲", "核定日期", "核定文號", "銓敘部核定日期", "銓敘部核定文號"],
    ),
    ("獎懲", "獎懲", &["事由", "結果", "核定機關", "日期", "文號"]),
    ("專長", "專長", &["專長名稱", "證照名稱", "生效日期", "文號", "認證機關", "專長描述"]),
    ("外國語文", "語文", &["語文別", "檢定名稱", "檢定等級", "檢定日期", "證書文號"]),
    ("檢覈、甄審、甄選", "檢覈", &["種類", "年度", "類科", "生效日期", "證書文號"]),
    ("兵役", "兵役", &["役別", "軍種", "官科", "退伍軍階", "服役起日", "服役迄日", "退伍令字號"]),
    ("教師資格", "教師資格", &["送審等級", "學校", "起資日期", "證書字號"]),
    ("身心障礙註記", "人員", &["身心障礙種類", "身心障礙等級"]),
    ("原住民族註記", "人員", &["原住民身分", "族別"]),
    ("家屬", "家屬", &["稱謂", "姓名", "家屬身分證號", "出生日期", "職業"]),
    ("公教貸款、配購公教住宅註記", "人員", &["公教貸款註記", "公教住宅註記"]),
    (
        "訓練及進修",
        "訓練",
        &["類別", "主辦機關", "課程名稱", "方式", "期別", "起日", "迄日", "時數", "學分", "證書文號"],
    ),
    ("簡要自述", "自述", &["內容"]),
];

#[test]
fn every_cell_of_the_form_is_a_field_with_its_meaning_and_origin() {
    let dictionary = built_in();
    for (section, table, names) in FORM {
        for name in *names {
            let field = field(&dictionary, table, name);
            assert!(field.definition.ends_with('。'), "{section}：{name} has no definition");
            assert!(!field.origin.is_empty(), "{section}：{name} has no origin");
        }
    }
    let sections: BTreeSet<&str> = FORM.iter().map(|(section, ..)| *section).collect();
    assert_eq!(sections.len(), 21);
}

#[test]
fn what_names_or_reaches_somebody_is_direct_and_has_a_format() {
    let dictionary = built_in();
    let formats = [
        ("人員", "身分證統一編號", TextFormat::Identity),
        ("家屬", "家屬身分證號", TextFormat::Identity),
        ("人員", "姓名", TextFormat::PersonName),
        ("緊急通知人", "姓名", TextFormat::PersonName),
        ("人員", "住宅電話", TextFormat::Phone),
        ("緊急通知人", "行動電話", TextFormat::Phone),
    ];
    for (table, name, format) in formats {
        let field = field(&dictionary, table, name);
        assert_eq!((field.format, field.disclosure), (Some(format), super::Disclosure::Direct), "{table}.{name}");
    }
    assert_eq!(field(&dictionary, "人員", "服務機關代碼").format, Some(TextFormat::OrganCode));
    assert_eq!(field(&dictionary, "經歷", "服務機關").format, Some(TextFormat::OrganName));
    assert!(field(&dictionary, "人員", "外國國籍").sparse && !field(&dictionary, "人員", "族別").sparse);
    // Required in every row and empty in all of them cannot both be.
    for table in &dictionary.tables {
        assert!(table.fields.iter().all(|field| !(field.required && field.sparse)), "{}", table.name);
    }
}

fn list<'d>(dictionary: &'d Dictionary, name: &str) -> &'d CodeList {
    dictionary.code_list(name).unwrap_or_else(|| panic!("{name} is missing"))
}

/// 25 of administration and 32 of technology, in 9 and 16 groups, since 109.1.16.
#[test]
fn the_series_in_force_are_those_of_the_reform() {
    let dictionary = built_in();
    let series = list(&dictionary, "職系");
    let day = jiff::civil::Date::constant(2020, 1, 16);
    let current: Vec<_> = series.values.iter().filter(|value| value.valid_from == Some(day)).collect();
    let mut of_kind: BTreeMap<char, usize> = BTreeMap::new();
    for value in &current {
        assert!(value.valid_to.is_none() && value.verified);
        assert_eq!(value.parent.as_deref(), value.code.get(..2), "{}", value.label);
        *of_kind.entry(value.code.chars().next().unwrap()).or_default() += 1;
    }
    assert_eq!(of_kind, BTreeMap::from([('A', 25), ('B', 32)]));
    let groups = list(&dictionary, "職組");
    assert_eq!(groups.values.len(), 25);
    let used: BTreeSet<&str> = current.iter().filter_map(|value| value.parent.as_deref()).collect();
    assert_eq!(used, groups.values.iter().map(|group| group.code.as_str()).collect());
    assert!(groups.values.iter().all(|group| !group.verified), "the names of the groups are not known");
    // Nothing is in force twice: what is neither 無 nor of the reform ended the day before it.
    let rest = series.values.iter().filter(|value| value.valid_from.is_none() && value.label != "無");
    assert!(rest.clone().all(|value| value.valid_to == Some(day.yesterday().unwrap()) && !value.has_code()));
    assert!(rest.clone().count() > 40);
}

#[test]
fn every_old_series_has_a_successor_in_force_or_says_that_none_is_known() {
    let dictionary = built_in();
    let (series, mapping) = (list(&dictionary, "職系"), dictionary.mapping("職系新舊對照").unwrap());
    for old in series.values.iter().filter(|value| value.valid_to.is_some()) {
        let entry = mapping.find(&old.label).unwrap_or_else(|| panic!("{} is not mapped", old.label));
        assert!(!entry.verified && !old.verified, "the published table has not been found");
        match &entry.new {
            Some(new) => assert!(series.find(new).unwrap().valid_to.is_none(), "{new}"),
            None => assert!(entry.note.contains("對照未查得"), "{}", entry.old),
        }
    }
    assert_eq!(mapping.find("一般行政").unwrap().new.as_deref(), Some("綜合行政"));
    assert_eq!(mapping.find("環境工程").unwrap().new, None);
    assert_eq!(mapping.leading_to("會計審計").map(|entry| entry.old.as_str()).collect::<Vec<_>>(), ["會計", "審計"]);
}

/// A code, label or alias that leads to two values would file a person under the wrong one.
#[test]
fn no_spelling_of_a_list_leads_to_two_values() {
    for list in built_in().codes {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for value in &list.values {
            let spellings = [&value.code, &value.label].into_iter().chain(&value.aliases);
            for spelling in spellings {
                let other = seen.insert(spelling, &value.label);
                assert!(other.is_none_or(|other| other == value.label), "{}：{spelling}", list.name);
            }
        }
    }
}

/// `domain.md` §2 marks these [U]: nobody may read them as confirmed.
#[test]
fn what_no_source_confirms_is_marked() {
    let dictionary = built_in();
    for name in ["人員區分", "主管級別", "考試種類", "特種考試", "銓審結果", "異動原因", "職組", "官職等", "教育程度"]
    {
        assert!(!list(&dictionary, name).verified, "{name}");
    }
    let degrees = list(&dictionary, "教育程度");
    let confirmed: Vec<&str> =
        degrees.values.iter().filter(|value| value.verified).map(|value| value.code.as_str()).collect();
    assert_eq!(confirmed, ["70", "60", "50"]);
    let ranks = list(&dictionary, "官職等");
    let confirmed: BTreeSet<&str> =
        ranks.values.iter().filter(|value| value.verified).map(|value| value.code.as_str()).collect();
    assert_eq!(
        confirmed,
        (1..=15).map(|code| format!("{code:02}")).collect::<BTreeSet<_>>().iter().map(String::as_str).collect()
    );
    for label in
        ["警監特階", "警佐四階", "師(二)級", "士(生)級", "關務正", "副長級", "檢察官", "雇員", "約僱人員", "駐衛警"]
    {
        assert!(!ranks.find(label).unwrap().verified, "{label}");
    }
}

#[test]
fn an_organ_is_found_by_any_of_its_names_and_codes() {
    let dictionary = built_in();
    let name = |text: &str| dictionary.organ(text).map(|organ| organ.label.as_str());
    for (text, organ) in [
        ("台北市政府", "臺北市政府"),
        ("行政院　農業委員會", "農業部"),
        ("345000000G", "農業部"),
        ("a07000000d", "財政部"),
        ("307000000Ｄ", "財政部"),
        ("科技部", "國家科學及技術委員會"),
        ("環保署", "環境部"),
        ("教育部體育署", "運動部"),
        ("海岸巡防署", "海洋委員會海巡署"),
        ("A21030000I", "衛生福利部中央健康保險署"),
    ] {
        assert_eq!(name(text), Some(organ), "{text}");
    }
    // Two sources disagree on the code of 金門縣: neither is taken.
    assert_eq!((name("371010000A"), name("371020000A")), (None, None));
    assert!(dictionary.organ("金門縣政府").unwrap().note.contains("二說"));
    assert_eq!(name("某某股份有限公司"), None);
    assert_eq!(Dictionary::default().organ("財政部").map(|organ| &organ.label), None);
}

/// The authorities and the organs are two files about the same offices.
#[test]
fn every_authority_is_an_organ_of_the_same_code() {
    let dictionary = built_in();
    let source = SourceText::new("authorities.toml", DEFAULT_AUTHORITIES);
    let authorities = parse_authorities(&source, &Problems::new()).unwrap();
    for authority in authorities.iter() {
        let organ = dictionary.organ(&authority.name).unwrap_or_else(|| panic!("{} is missing", authority.name));
        assert_eq!(canonical_name(&organ.label), canonical_name(&authority.name));
        let code = Some(organ.code.clone()).filter(|_| organ.has_code());
        assert_eq!(code, authority.code, "{}", authority.name);
        for old in &authority.old_codes {
            assert_eq!(dictionary.organ(old).map(|organ| &organ.label), Some(&organ.label), "{old}");
        }
    }
}

/// A 職等 of 99 or a western year among the 民國 ones is a slip, and would be counted.
#[test]
fn every_number_of_the_form_has_bounds() {
    let dictionary = built_in();
    for table in &dictionary.tables {
        for field in table.fields.iter().filter(|field| field.kind.is_number()) {
            assert!(field.range.is_some_and(|range| range.minimum.is_some()), "{}.{}", table.name, field.name);
        }
    }
    let allows = |table: &str, name: &str, value: f64| field(&dictionary, table, name).allows(value);
    assert!(allows("人員", "職等", 14.0) && !allows("人員", "職等", 15.0));
    assert!(allows("考績", "年度", 114.0) && !allows("考績", "年度", 2025.0));
    assert!(allows("考績", "總分", 100.0) && !allows("考績", "總分", 101.0));
    assert!(allows("訓練", "時數", 0.5) && !allows("訓練", "時數", -1.0));
    assert!(allows("人員", "姓名", f64::NAN), "a field without bounds allows everything");
}
