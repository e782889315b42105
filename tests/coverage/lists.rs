//! Of a list of WebHR the applicant can compute whatever a person's row tells: fields of the query's own, medians, sums,
//! extremes. Random queries of that kind, each recipe followed over the list of a synthetic snapshot.

use hrstat::domain::AsOf;
use hrstat::query::{FrameSource, Orders, run_query};
use hrstat::screening::{Verdict, check_coverage, follow, materialise};

use crate::dice::Dice;
use crate::office::{AUTHORITY, LAST_DAY, Office};

/// Persons in the snapshot.
const PERSONS: u64 = 2_000;

const OWN: &str = r#"
[[derive]]
name = "年資別"
expr = "CASE WHEN 年資 >= 30 THEN '滿30年' WHEN 年資 >= 20 THEN '滿20年' ELSE '其他' END"
[[derive]]
name = "資深"
expr = "年資 >= 25 OR 職等 >= 9"
[[derive]]
name = "到職年"
expr = "ROC_YEAR(到職日)"
[[derive]]
name = "任現職月數"
expr = "MONTHS_BETWEEN(到職日, 資料截止日)"
[[derive]]
name = "層"
band = "年齡"
breaks = [28, 41]
[[derive]]
name = "薦任以下"
recode = "官等"
through = { "薦任" = "薦任以下", "委任" = "薦任以下" }
[[derive]]
name = "倍"
expr = "任現職月數 * 2 + 年齡"
"#;
const AXES: [&str; 9] = ["年資別", "資深", "到職年", "層", "薦任以下", "性別", "官等", "服務機關", "教育程度"];
const NUMBERS: [&str; 6] = ["年齡", "年資", "俸點", "職等", "任現職月數", "倍"];
const CONDITIONS: [&str; 6] =
    ["資深", "年資別 = '滿20年'", "性別 = '女'", "到職年 >= 105", "層 <> '未滿28'", "倍 > 90"];

fn text(dice: &mut Dice) -> String {
    let (rows, columns) = (dice.below(3), dice.below(2));
    let axes = dice.several(&AXES, rows + columns);
    let (rows, columns) = axes.split_at(rows.min(axes.len()));
    let narrower = if dice.chance(50) { format!(" AND ({})", dice.pick(&CONDITIONS)) } else { String::new() };
    let mut measures = vec!["\"人數\"".to_owned()];
    for (at, how) in ["median", "sum", "min", "max", "std", "mean", "quantile"].iter().enumerate() {
        if dice.chance(40) {
            let of = dice.pick(&NUMBERS);
            let tail = if *how == "quantile" { ", q = 0.9" } else { "" };
            measures.push(format!("{{ name = \"量{at}\", {how} = \"{of}\"{tail} }}"));
        }
    }
    if dice.chance(30) {
        measures.push("{ name = \"最早\", min = \"到職日\" }".to_owned());
    }
    if dice.chance(40) {
        measures.push(format!("{{ name = \"計\", count = \"{}\" }}", dice.pick(&CONDITIONS)));
        measures.push("{ name = \"率\", ratio = [\"計\", \"人數\"] }".to_owned());
    }
    let totals = if dice.chance(50) { "totals = true\n" } else { "" };
    format!(
        "title = \"試\"\nwhere = \"在職 AND 主管機關 = '{AUTHORITY}'{narrower}\"\n{OWN}\n[[table]]\ntitle = \"表\"\nrows = {rows:?}\n\
         columns = {columns:?}\nmeasures = [{}]\n{totals}",
        measures.join(", ")
    )
}

#[test]
fn what_is_computed_from_a_list_is_what_the_query_gives() {
    let office = Office::new(PERSONS);
    let snapshot = office.dataset.at(AsOf::new(LAST_DAY));
    let source: &dyn FrameSource = &snapshot;
    let queries = std::env::var("HRSTAT_QUERIES").ok().and_then(|text| text.parse().ok()).unwrap_or(60_u64).min(600);
    let (mut cells, mut persons) = (0, 0);
    for seed in 0..queries {
        let text = text(&mut Dice::new(seed));
        let asked = office.query(&text);
        let coverage = check_coverage(&asked, &office.catalogue, &office.dictionary, &Office::context());
        assert_eq!(coverage.verdict, Verdict::Covered, "{text}\n{coverage:#?}");
        let recipe = coverage.tables[0].steps.as_ref().unwrap();
        let entry = office.catalogue.find(&recipe.entry).unwrap();
        let followed = follow(recipe, &mut |steps, mean| {
            materialise(entry, steps, &recipe.scope, mean, &office.dictionary, &[source])
        })
        .unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{text}"));
        let result = run_query(&asked, &office.dictionary, &[source], &Orders::new()).unwrap();
        assert_eq!(followed.differences(&result.tables()[0]).unwrap(), [], "seed {seed}\n{text}\n{recipe:?}");
        persons += followed.height();
        cells += 1;
    }
    println!("{cells} tables, {persons} rows of lists");
    assert!(persons > 1_000, "{persons}");
}
