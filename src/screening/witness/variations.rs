//! The small world in which a witness is sought: an ordinary person, and what may be otherwise with him as far as the
//! question is concerned. Fields that belong together (職系 and 職組) change together.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::people::Person;
use super::relevant::Relevant;
use crate::domain::{CodeList, Dictionary, Field, FieldType, PERSON};
use crate::query::Value;

/// One thing that may be so or otherwise: each choice sets some fields.
pub(super) type Variation = Vec<Vec<(String, Value)>>;

/// Fields of which the finer says the coarser, by the parents of its code list.
const LEVELS: [(&str, &str); 4] =
    [("人員區分", "人員類別"), ("職系", "職組"), ("進用考試種類", "考試類別"), ("官職等", "官等")];
/// Agency, authority, level.
const PLACES: [(&str, &str, &str); 3] = [
    ("勞動部勞工保險局", "勞動部", "中央"),
    ("臺北市政府秘書處", "臺北市政府", "直轄市"),
    ("法務部矯正署", "法務部", "中央"),
];
/// The code list of 官職等 begins with the ranks, from the first to the fourteenth.
const RANKS: usize = 14;
/// Values that a variation has at most.
const CHOICES: usize = 4;

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// Somebody in office, with nothing special about him.
pub(super) fn ordinary(dictionary: &Dictionary, day: Date) -> Person {
    let mut person = Person::new();
    for field in dictionary.table(PERSON).iter().flat_map(|table| &table.fields) {
        if field.required && field.kind == FieldType::Text {
            person.insert(field.name.clone(), text("測試"));
        }
    }
    for (name, value) in [
        ("性別", "男"),
        ("原住民身分", "無"),
        ("縣市", "臺北市"),
        ("機關類別", "行政機關"),
        ("主管級別", "非主管"),
        ("教育程度", "大學"),
        ("人員區分", "簡薦委任人員"),
        ("職系", "綜合行政"),
        ("進用考試種類", "高考三級"),
        ("官職等", "薦任第七職等"),
    ] {
        set(&mut person, &levels(dictionary, name, value));
    }
    set(&mut person, &place(PLACES[0]));
    set(
        &mut person,
        &[("出生日期".to_owned(), years_before(day, 42)), ("初任公職日".to_owned(), years_before(day, 0))],
    );
    set(&mut person, &[("到職日".to_owned(), years_before(day, 0))]);
    person
}

pub(super) fn set(person: &mut Person, choice: &[(String, Value)]) {
    for (field, value) in choice {
        match value {
            Value::Null => drop(person.remove(field)),
            value => drop(person.insert(field.clone(), value.clone())),
        }
    }
}

/// A day so many full years ago, and a hundred days.
fn years_before(day: Date, years: i64) -> Value {
    let past = day.checked_sub(years.clamp(0, 120).years()).and_then(|day| day.checked_sub(100.days()));
    Value::Date(past.unwrap_or(day))
}

fn place((agency, authority, level): (&str, &str, &str)) -> Vec<(String, Value)> {
    vec![
        ("服務機關".to_owned(), text(agency)),
        ("主管機關".to_owned(), text(authority)),
        ("機關層級".to_owned(), text(level)),
    ]
}

/// A value of a field of a code list, with the value above it.
fn levels(dictionary: &Dictionary, name: &str, value: &str) -> Vec<(String, Value)> {
    let mut choice = vec![(name.to_owned(), text(value))];
    let field = dictionary.table(PERSON).and_then(|table| table.field(name));
    let list = field.and_then(|field| dictionary.codes_of(field));
    let place = list.and_then(|list| list.values.iter().position(|known| known.label == value));
    let parent = list.zip(place).and_then(|(list, place)| list.values[place].parent.clone());
    if let Some((_, coarse)) = LEVELS.iter().find(|(fine, _)| *fine == name) {
        choice.push(((*coarse).to_owned(), parent.map_or(Value::Null, Value::Text)));
    }
    if let Some(place) = place.filter(|place| name == "官職等" && *place < RANKS) {
        choice.push(("職等".to_owned(), i64::try_from(place + 1).map_or(Value::Null, Value::Integer)));
    }
    choice
}

/// What may be otherwise where these fields matter.
pub(super) fn variations(relevant: &Relevant, dictionary: &Dictionary, day: Date) -> Vec<Variation> {
    let mut found: Vec<Variation> = Vec::new();
    let asked = |name: &str| relevant.contains_key(name);
    let constants = |name: &str| relevant.get(name).cloned().unwrap_or_default();
    let fields = dictionary.table(PERSON).map(|table| table.fields.as_slice()).unwrap_or_default();
    for (fine, coarse) in LEVELS {
        let rank = fine == "官職等" && asked("職等");
        if asked(fine) || asked(coarse) || rank {
            let mut named = constants(fine);
            if rank {
                named.extend(at_ranks(dictionary, &constants("職等")));
            }
            found.push(of_levels(dictionary, fine, &named, &constants(coarse), asked(fine) || rank));
        }
    }
    if ["服務機關", "主管機關", "機關層級"].iter().any(|name| asked(name)) {
        let named = constants("主管機關").into_iter().chain(constants("服務機關"));
        let named = named.filter(|name| {
            PLACES.iter().all(|(agency, authority, _)| *name != text(agency) && *name != text(authority))
        });
        let mut choices: Vec<_> = PLACES.into_iter().map(place).collect();
        choices.splice(
            0..0,
            named.map(|name| {
                let level = match &name {
                    Value::Text(name) if name.ends_with("縣政府") => "縣市",
                    Value::Text(name) if name.ends_with("市政府") => "直轄市",
                    _ => "中央",
                };
                let of = |field: &str| (field.to_owned(), name.clone());
                vec![of("服務機關"), of("主管機關"), ("機關層級".to_owned(), text(level))]
            }),
        );
        found.push(choices);
    }
    for (number, since) in [("年齡", "出生日期"), ("年資", "初任公職日")] {
        if asked(number) || asked(since) {
            // The edges that the published bands do not have come first. Around one of them 27 and 29 are as old as 28 and 28:
            // a mean does not tell them apart.
            let mut edges: Vec<i64> = whole(&constants(number)).collect();
            edges.sort_by_key(|edge| edge % 5 == 0);
            let near = edges.into_iter().flat_map(|edge| [edge, edge - 1, edge + 1, edge - 2]);
            let mut years: Vec<i64> = near.filter(|years| *years >= 0).collect();
            years.extend([42, 33, 40, 44].map(|age| if number == "年齡" { age } else { age - 30 }));
            let choices = once(years).into_iter().map(|years| vec![(since.to_owned(), years_before(day, years))]);
            found.push(choices.collect());
        }
    }
    if asked("離職日") || asked("離職原因") {
        let left = vec![
            ("離職日".to_owned(), years_before(day, 0)),
            ("離職原因".to_owned(), constants("離職原因").into_iter().next().unwrap_or_else(|| text("退休"))),
        ];
        found.push(vec![vec![("離職日".to_owned(), Value::Null)], left]);
    }
    let together = LEVELS.iter().flat_map(|(fine, coarse)| [*fine, *coarse]);
    let done: Vec<&str> = together
        .chain(["服務機關", "主管機關", "機關層級", "出生日期", "初任公職日", "離職日", "離職原因", "職等"])
        .collect();
    for field in fields.iter().filter(|field| asked(&field.name) && !done.contains(&field.name.as_str())) {
        let choices = values_of(field, &constants(&field.name), dictionary, day);
        found.push(choices.into_iter().map(|value| vec![(field.name.clone(), value)]).collect());
    }
    for variation in &mut found {
        variation.truncate(CHOICES);
    }
    found
}

/// 官職等 of these ranks and of the ranks below them: where a condition cuts, the two sides are often of one 官等.
fn at_ranks(dictionary: &Dictionary, ranks: &[Value]) -> Vec<Value> {
    let field = dictionary.table(PERSON).and_then(|table| table.field("官職等"));
    let Some(list) = field.and_then(|field| dictionary.codes_of(field)) else { return Vec::new() };
    let at = |rank: i64| {
        let place = usize::try_from(rank - 1).ok()?;
        list.values.get(place).filter(|_| place < RANKS).map(|known| text(&known.label))
    };
    whole(ranks).flat_map(|rank| [rank, rank - 1, rank + 1]).filter_map(at).collect()
}

/// Values of the finer field: those named, one below each coarser that is named, one or two others.
fn of_levels(dictionary: &Dictionary, fine: &str, named: &[Value], above: &[Value], siblings: bool) -> Variation {
    let field = dictionary.table(PERSON).and_then(|table| table.field(fine));
    let Some(list) = field.and_then(|field| dictionary.codes_of(field)) else { return Vec::new() };
    let mut chosen: Vec<&str> = Vec::new();
    let is = |value: &Value, label: &str| matches!(value, Value::Text(text) if text == label);
    for value in named {
        let known = list.labels().find(|label| is(value, label));
        chosen.extend(known.filter(|label| !chosen.contains(label)));
    }
    for parent in above {
        let below = list.values.iter().filter(|value| value.parent.as_deref().is_some_and(|above| is(parent, above)));
        let below = below.map(|value| value.label.as_str()).take(if siblings { 2 } else { 1 });
        chosen.extend(below.filter(|label| !chosen.contains(label)).collect::<Vec<_>>());
    }
    // One of each coarser value that is not there yet; two of it where the finer one is asked for itself.
    let mut of_parent: Vec<(Option<&str>, usize)> = Vec::new();
    for value in list.values.iter().filter(|value| value.parent.is_some()) {
        let parent = value.parent.as_deref();
        let at = of_parent.iter().position(|(known, _)| *known == parent).unwrap_or_else(|| {
            of_parent.push((parent, 0));
            of_parent.len() - 1
        });
        of_parent[at].1 += 1;
        let most = if siblings { 2 } else { 1 };
        if of_parent[at].1 <= most && !chosen.contains(&value.label.as_str()) {
            chosen.push(&value.label);
        }
    }
    let mut choices: Variation = chosen.into_iter().map(|label| levels(dictionary, fine, label)).collect();
    if named.iter().chain(above).any(|value| *value == Value::Null) {
        let coarse = LEVELS.iter().filter(|(known, _)| *known == fine).map(|(_, coarse)| *coarse);
        choices.insert(0, std::iter::once(fine).chain(coarse).map(|name| (name.to_owned(), Value::Null)).collect());
    }
    choices
}

fn values_of(field: &Field, constants: &[Value], dictionary: &Dictionary, day: Date) -> Vec<Value> {
    let mut values: Vec<Value> = constants.to_vec();
    match field.kind {
        FieldType::Code => {
            values.retain(|value| matches!(value, Value::Text(_)));
            let labels = dictionary.codes_of(field).into_iter().flat_map(CodeList::labels).take(CHOICES);
            values.extend(labels.map(text));
            if !field.required {
                values.truncate(CHOICES - 1);
                // Last: whether a table shows those without a value is not always known.
                values.push(Value::Null);
            }
        }
        FieldType::Text => {
            values.retain(|value| matches!(value, Value::Text(_)));
            values.extend([text("測試甲"), text("測試乙")]);
        }
        FieldType::Integer | FieldType::Decimal => {
            let near = whole(constants).flat_map(|edge| [edge, edge - 1]).chain([7, 9, 5]);
            #[expect(clippy::cast_precision_loss, reason = "small whole numbers")]
            let near = near.filter(|number| field.allows(*number as f64));
            values = once(near.collect()).into_iter().map(Value::Integer).collect();
        }
        FieldType::Date => {
            values.retain(|value| matches!(value, Value::Date(_)));
            values.extend([years_before(day, 0), years_before(day, 1)]);
        }
        FieldType::Bool => values = vec![Value::Bool(true), Value::Bool(false)],
    }
    let mut distinct: Vec<Value> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

fn whole(values: &[Value]) -> impl Iterator<Item = i64> {
    values.iter().filter_map(|value| if let Value::Integer(number) = value { Some(*number) } else { None })
}

fn once(numbers: Vec<i64>) -> Vec<i64> {
    let mut distinct: Vec<i64> = Vec::new();
    for number in numbers {
        if !distinct.contains(&number) {
            distinct.push(number);
        }
    }
    distinct
}

/// All persons that the variations make of the ordinary one, and the corners of every cube of three variations.
pub(super) fn world(ordinary: &Person, mut variations: Vec<Variation>) -> (Vec<Person>, Vec<Vec<usize>>) {
    /// More persons would not be more different.
    const MOST: usize = 220;
    let size = |variations: &[Variation]| variations.iter().map(Vec::len).product::<usize>();
    variations.retain(|variation| variation.len() > 1);
    while size(&variations) > MOST {
        let longest = variations.iter_mut().max_by_key(|variation| variation.len());
        match longest {
            Some(longest) if longest.len() > 2 => drop(longest.pop()),
            _ => drop(variations.pop()),
        }
    }
    let mut persons = vec![ordinary.clone()];
    // The place of a person is read off from the choices: the last variation counts by one.
    let mut strides: Vec<usize> = Vec::new();
    for variation in &variations {
        let more = |person: &Person| {
            let choose = |choice: &Vec<(String, Value)>| {
                let mut person = person.clone();
                set(&mut person, choice);
                person
            };
            variation.iter().map(choose).collect::<Vec<Person>>()
        };
        persons = persons.iter().flat_map(more).collect();
        for stride in &mut strides {
            *stride *= variation.len();
        }
        strides.push(1);
    }
    let mut corners = Vec::new();
    let steps = || strides.iter().zip(&variations).enumerate();
    for base in 0..persons.len() {
        for (i, (a, first)) in steps() {
            for (j, (b, second)) in steps().skip(i + 1) {
                for (_, (c, third)) in steps().skip(j + 1) {
                    // From the first choice of each to the second or a later one.
                    let is_last = |stride: usize, of: &Variation| (base / stride) % of.len() + 1 == of.len();
                    if is_last(*a, first) || is_last(*b, second) || is_last(*c, third) {
                        continue;
                    }
                    let corner = |bits: usize| base + (bits & 1) * a + (bits >> 1 & 1) * b + (bits >> 2) * c;
                    corners.push((0..8).map(corner).collect());
                }
            }
        }
    }
    (persons, corners)
}
