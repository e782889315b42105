//! Why: the fifteen applications of a real year are what the language is for. For each that can be answered, its query in
//! `examples/queries` is run over a few persons, and the tables must be those that a statistician counts by hand.
//!
//! Every person is there for a reason, which the comment above the table says. `·` is no value, `…` is 觀察期未滿.

use super::small_world::{SmallWorld, grid, run};

macro_rules! query {
    ($name:literal) => {
        include_str!(concat!("../../examples/queries/", $name, ".toml"))
    };
}

/// The grids of all tables, one after the other, each under a line with its number.
fn answer(query: &str, day: &str, tables: &[(&str, &str)]) -> Vec<String> {
    let mut out = Vec::new();
    for (index, table) in run(query, &[], &[SmallWorld::on(day, tables)]).iter().enumerate() {
        out.push(format!("# {}", index + 1));
        out.extend(grid(table));
    }
    out
}

#[track_caller]
fn assert_answer(query: &str, day: &str, tables: &[(&str, &str)], expected: &str) {
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(answer(query, day, tables), expected);
}

#[test]
fn r01_resignations_of_a_cohort_within_one_two_and_three_years() {
    // A1 resigns in the first year; A2 on the very anniversary; A3 moves to another ministry and resigns in the third year,
    // which counts for the ministry of the assignment. A4 was in service before, was moved in April and assigned in October.
    // A5 and A6 (113): the first year is over, the second is not. A11 (113) began later: the first year is not over, and so
    // the whole of 113 has no number but in table 2. A7 (114): nothing is over. A8 is not assigned yet, A9 and A10 passed in
    // another year or another examination.
    let people = "
        身分證統一編號 初任公職日
        A1 110.10.20
        A2 110.11.1
        A3 110.11.2
        A4 105.3.1
        A5 113.10.15
        A6 113.11.1
        A7 114.11.3
        A8 -
        A9 109.11.1
        A10 110.11.1
        A11 114.3.1";
    let exams = "
        身分證統一編號 年度 考試種類
        A1 110 高考三級
        A2 110 高考三級
        A3 110 高考三級
        A4 104 普考
        A4 110 高考三級
        A5 113 高考三級
        A6 113 高考三級
        A7 114 高考三級
        A8 114 高考三級
        A9 109 高考三級
        A10 110 普考
        A11 113 高考三級";
    let career = "
        身分證統一編號 主管機關 職系 到職日 離職日 異動原因
        A1 勞動部 綜合行政 110.10.20 111.5.1 辭職
        A2 勞動部 人事行政 110.11.1 111.11.1 辭職
        A3 勞動部 綜合行政 110.11.2 112.3.1 商調
        A3 財政部 財稅金融 112.3.1 112.12.31 辭職
        A4 勞動部 綜合行政 105.3.1 110.4.1 平調
        A4 勞動部 綜合行政 110.4.1 110.10.25 商調
        A4 財政部 財稅金融 110.10.25 - 商調
        A5 財政部 財稅金融 113.10.15 - 初任
        A6 財政部 財稅金融 113.11.1 114.2.1 辭職
        A7 勞動部 人事行政 114.11.3 - 初任
        A9 勞動部 綜合行政 109.11.1 109.12.1 辭職
        A10 勞動部 綜合行政 110.11.1 110.12.1 辭職
        A11 勞動部 綜合行政 114.3.1 - 初任";
    assert_answer(
        query!("R01-高考三級分發人員離職"),
        "2025-12-31",
        &[("人員", people), ("考試", exams), ("經歷", career)],
        "
        # 1
        110: 4 2 2 3 0.5 0.5 0.75
        113: 3 … … … … … …
        114: 1 … … … … … …
        # 2
        110: 4 2 0.5 4 2 0.5 4 3 0.75
        113: 2 1 0.5 0 0 · 0 0 ·
        114: 0 0 · 0 0 · 0 0 ·
        # 3
        110/勞動部: 3 2 2 3 0.667 0.667 1
        110/財政部: 1 0 0 0 0 0 0
        113/勞動部: 1 … … … … … …
        113/財政部: 2 1 … … 0.5 … …
        114/勞動部: 1 … … … … … …
        # 4
        110/綜合行政: 2 1 1 2 0.5 0.5 1
        110/人事行政: 1 1 1 1 1 1 1
        110/財稅金融: 1 0 0 0 0 0 0
        113/綜合行政: 1 … … … … … …
        113/財稅金融: 2 1 … … 0.5 … …
        114/人事行政: 1 … … … … … …
        # 5
        110/勞動部/綜合行政: 2 1 1 2
        110/勞動部/人事行政: 1 1 1 1
        110/財政部/財稅金融: 1 0 0 0
        113/勞動部/綜合行政: 1 … … …
        113/財政部/財稅金融: 2 1 … …
        114/勞動部/人事行政: 1 … … …",
    );
}

#[test]
fn r03_indigenous_staff_of_administrative_agencies_and_the_list_of_the_senior_ones() {
    // B5 works in a school, B6 is not indigenous, B7 has left, B8 is hired. B4, of the police, has no rank.
    let people = "
        身分證統一編號 姓名 性別 原住民身分 族別 官等 職等 主管級別 機關類別 服務機關 職稱 人員類別 離職日
        B1 甲一 女 平地原住民 阿美族 簡任 11 一級主管 行政機關 花蓮縣政府 處長 公務人員 -
        B2 乙二 男 山地原住民 泰雅族 薦任 7 非主管 行政機關 新竹縣政府 科員 公務人員 -
        B3 丙三 女 山地原住民 泰雅族 薦任 8 二級主管 行政機關 新竹縣政府 科長 公務人員 -
        B4 丁四 男 山地原住民 泰雅族 - - 非主管 行政機關 新竹縣政府警察局 警員 公務人員 -
        B5 戊五 女 平地原住民 阿美族 薦任 7 非主管 公立學校 花蓮縣立仁愛國民中學 組員 公務人員 -
        B6 己六 女 無 - 簡任 12 一級主管 行政機關 花蓮縣政府 處長 公務人員 -
        B7 庚七 男 平地原住民 阿美族 簡任 10 一級主管 行政機關 花蓮縣政府 處長 公務人員 115.9.30
        B8 辛八 男 平地原住民 阿美族 - - 非主管 行政機關 花蓮縣政府 約僱人員 約僱人員 -";
    assert_answer(
        query!("R03-原住民族公務人員"),
        "2026-09-30",
        &[("人員", people)],
        "
        # 1
        | 男/非主管 | 男 | 女/主管 | 女 | 合計
        阿美族/簡任: 0 | 0 | 1 | 1 | 1
        阿美族: 0 | 0 | 1 | 1 | 1
        泰雅族/薦任: 1 | 1 | 1 | 1 | 2
        泰雅族/未填: 1 | 1 | 0 | 0 | 1
        泰雅族: 2 | 2 | 1 | 1 | 3
        合計: 2 | 2 | 2 | 2 | 4
        # 2
        花蓮縣政府 甲一 處長 阿美族",
    );
}

#[test]
fn r05_number_mean_age_and_mean_seniority() {
    // C1 is 49 with 24 years; C2 has the birthday and the day of appointment on the day itself: 39 and 14; C3 is a day
    // younger: 38 and 13. C4 is hired, C5 has left on the day itself.
    let people = "
        身分證統一編號 性別 出生日期 初任公職日 人員類別 離職日
        C1 男 65.1.1 90.1.1 公務人員 -
        C2 女 75.12.31 100.12.31 公務人員 -
        C3 女 76.1.1 101.1.1 公務人員 -
        C4 女 60.1.1 90.1.1 約僱人員 -
        C5 男 60.1.1 90.1.1 公務人員 114.12.31";
    assert_answer(
        query!("R05-公務人員總人數與平均年齡年資"),
        "2025-12-31",
        &[("人員", people)],
        "
        # 1
        男: 1 0.333 49 24
        女: 2 0.667 38.5 13.5
        合計: 3 1 42 17",
    );
}

#[test]
fn r07_who_of_those_with_the_examination_for_the_disabled_is_still_in_service() {
    // D2 resigned. D5 has not been assigned, D6 passed another special examination, D7 in 102.
    let people = "
        身分證統一編號 身心障礙種類 身心障礙等級 離職日
        D1 肢體障礙 輕度 -
        D2 視覺障礙 中度 112.5.1
        D3 肢體障礙 重度 -
        D4 聽覺機能障礙 輕度 -
        D5 肢體障礙 輕度 -
        D6 肢體障礙 輕度 -
        D7 肢體障礙 輕度 -";
    let exams = "
        身分證統一編號 年度 考試種類 考試名稱
        D1 110 特考三等 110年公務人員特種考試身心障礙人員考試三等考試
        D2 110 特考四等 110年公務人員特種考試身心障礙人員考試四等考試
        D3 111 特考四等 111年公務人員特種考試身心障礙人員考試四等考試
        D4 111 特考五等 111年公務人員特種考試身心障礙人員考試五等考試
        D5 114 特考五等 114年公務人員特種考試身心障礙人員考試五等考試
        D6 110 特考三等 110年公務人員特種考試地方政府公務人員考試三等考試
        D7 102 特考五等 102年公務人員特種考試身心障礙人員考試五等考試";
    let career = "
        身分證統一編號 到職日 離職日
        D1 110.9.1 -
        D2 110.9.1 112.5.1
        D3 111.9.1 113.1.1
        D3 113.1.1 -
        D4 111.9.1 -
        D6 110.9.1 -
        D7 102.9.1 -";
    assert_answer(
        query!("R07-身心障礙特考留任"),
        "2025-12-31",
        &[("人員", people), ("考試", exams), ("經歷", career)],
        "
        # 1
        110/特考三等: 1 1 1
        110/特考四等: 1 0 0
        110: 2 1 0.5
        111/特考四等: 1 1 1
        111/特考五等: 1 1 1
        111: 2 2 1
        合計: 4 3 0.75
        # 2
        | 特考三等 | 特考四等 | 特考五等 | 合計
        聽覺機能障礙: 0 0 · | 0 0 · | 1 1 1 | 1 1 1
        肢體障礙: 1 1 1 | 1 1 1 | 0 0 · | 2 2 1
        視覺障礙: 0 0 · | 1 0 0 | 0 0 · | 1 0 0
        合計: 1 1 1 | 2 1 0.5 | 1 1 1 | 4 3 0.75
        # 3
        | 特考三等 | 特考四等 | 特考五等 | 合計
        重度: 0 0 · | 1 1 1 | 0 0 · | 1 1 1
        中度: 0 0 · | 1 0 0 | 0 0 · | 1 0 0
        輕度: 1 1 1 | 0 0 · | 1 1 1 | 2 2 1
        合計: 1 1 1 | 2 1 0.5 | 1 1 1 | 4 3 0.75",
    );
}

#[test]
fn r09_thirty_is_thirty_or_less() {
    // On 115.6.30 E1 is 30, E2 31, E3 50 (51 the next day), E4 51, E7 35 and leaves a day later. E5 is of another series,
    // E6 leaves on the day.
    let people = "
        身分證統一編號 主管機關 官等 教育程度 職系 出生日期 離職日
        E1 數位發展部 薦任 碩士 資訊處理 85.6.30 -
        E2 數位發展部 薦任 大學 資訊處理 84.6.30 -
        E3 臺北市政府 委任 專科 資訊處理 64.7.1 -
        E4 臺北市政府 薦任 大學 資訊處理 64.6.30 -
        E5 臺北市政府 薦任 大學 綜合行政 64.6.30 -
        E6 臺北市政府 薦任 大學 資訊處理 64.6.30 115.6.30
        E7 數位發展部 委任 大學 資訊處理 80.1.1 115.7.1";
    assert_answer(
        query!("R09-資訊處理職系現職人員"),
        "2026-06-30",
        &[("人員", people)],
        "
        # 1
        | 未滿31 | 31–40 | 41–50 | 51以上 | 合計
        薦任/碩士: 1 | 0 | 0 | 0 | 1
        薦任/大學: 0 | 1 | 0 | 1 | 2
        薦任: 1 | 1 | 0 | 1 | 3
        委任/大學: 0 | 1 | 0 | 0 | 1
        委任/專科: 0 | 0 | 1 | 0 | 1
        委任: 0 | 1 | 1 | 0 | 2
        合計: 1 | 2 | 1 | 1 | 5
        # 2
        | 未滿31/碩士 | 未滿31 | 31–40/大學 | 31–40 | 41–50/專科 | 41–50 | 51以上/大學 | 51以上 | 合計
        數位發展部/薦任: 1 | 1 | 1 | 1 | 0 | 0 | 0 | 0 | 2
        數位發展部/委任: 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 1
        數位發展部: 1 | 1 | 2 | 2 | 0 | 0 | 0 | 0 | 3
        臺北市政府/薦任: 0 | 0 | 0 | 0 | 0 | 0 | 1 | 1 | 1
        臺北市政府/委任: 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 1
        臺北市政府: 0 | 0 | 0 | 0 | 1 | 1 | 1 | 1 | 2
        合計: 1 | 1 | 2 | 2 | 1 | 1 | 1 | 1 | 5",
    );
}

#[test]
fn r11_contract_and_hired_staff_by_authority() {
    // Ages on 114.12.31: F1 40, F2 39, F3 30, F4 30. F5 is 公務人員, F6 has left.
    let people = "
        身分證統一編號 主管機關 人員類別 性別 出生日期 教育程度 離職日
        F1 勞動部 聘用人員 女 74.12.31 碩士 -
        F2 勞動部 聘用人員 男 75.1.1 大學 -
        F3 勞動部 約僱人員 女 84.1.1 專科 -
        F4 文化部 約僱人員 女 84.12.31 大學 -
        F5 文化部 公務人員 女 84.12.31 大學 -
        F6 文化部 聘用人員 女 84.12.31 大學 114.12.31";
    assert_answer(
        query!("R11-聘用及約僱人員"),
        "2025-12-31",
        &[("人員", people)],
        "
        # 1
        | 男 | 女 | 合計
        勞動部/聘用人員: 1 39 | 1 40 | 2 39.5
        勞動部/約僱人員: 0 · | 1 30 | 1 30
        勞動部: 1 39 | 2 35 | 3 36.333
        文化部/約僱人員: 0 · | 1 30 | 1 30
        文化部: 0 · | 1 30 | 1 30
        合計: 1 39 | 3 33.333 | 4 34.75
        # 2
        | 碩士 | 大學 | 專科 | 合計
        勞動部/聘用人員: 1 | 1 | 0 | 2
        勞動部/約僱人員: 0 | 0 | 1 | 1
        勞動部: 1 | 1 | 1 | 3
        文化部/約僱人員: 0 | 1 | 0 | 1
        文化部: 0 | 1 | 0 | 1
        合計: 1 | 2 | 1 | 4",
    );
}

#[test]
fn r13_island_staff_whose_household_is_elsewhere() {
    // G2 is registered where the office is, G4 has no county of household; G6 is of a ministry, G7 is hired, G8 has left.
    // Seniority on 115.9.30: G1 9 years, G3 3, G5 15.
    let people = "
        身分證統一編號 主管機關 縣市 戶籍縣市 官等 初任公職日 人員類別 離職日
        G1 連江縣政府 連江縣 臺北市 薦任 105.10.1 公務人員 -
        G2 連江縣政府 連江縣 連江縣 薦任 105.10.1 公務人員 -
        G3 金門縣政府 金門縣 高雄市 委任 112.1.1 公務人員 -
        G4 澎湖縣政府 澎湖縣 - 薦任 105.10.1 公務人員 -
        G5 澎湖縣政府 澎湖縣 高雄市 薦任 100.9.30 公務人員 -
        G6 財政部 金門縣 臺北市 薦任 105.10.1 公務人員 -
        G7 連江縣政府 連江縣 臺北市 - 105.10.1 約僱人員 -
        G8 連江縣政府 連江縣 臺北市 薦任 105.10.1 公務人員 115.1.1";
    assert_answer(
        query!("R13-離島三縣戶籍地與服務地"),
        "2026-09-30",
        &[("人員", people)],
        "
        # 1
        | 未滿5 | 5–9 | 15–19 | 合計
        澎湖縣政府/薦任: 0 | 0 | 1 | 1
        澎湖縣政府: 0 | 0 | 1 | 1
        連江縣政府/薦任: 0 | 1 | 0 | 1
        連江縣政府: 0 | 1 | 0 | 1
        金門縣政府/委任: 1 | 0 | 0 | 1
        金門縣政府: 1 | 0 | 0 | 1
        合計: 1 | 1 | 1 | 3
        # 2
        澎湖縣政府: 2 1 1 0.5
        連江縣政府: 2 1 0 0.5
        金門縣政府: 1 1 0 1
        合計: 5 3 1 0.6",
    );
}

#[test]
fn r17_twenty_and_thirty_years_to_the_day() {
    // H1 has thirty years on the day, H2 a day less, H3 has nineteen; H4 works elsewhere, H5 has left.
    let people = "
        身分證統一編號 姓名 服務機關 職稱 初任公職日 到職日 離職日
        H2 乙二 雲林縣斗六市公所 課員 85.10.1 110.1.1 -
        H1 甲一 雲林縣斗六市公所 課長 85.9.30 100.1.1 -
        H3 丙三 雲林縣斗六市公所 課員 95.10.1 110.1.1 -
        H4 丁四 雲林縣斗南鎮公所 課員 80.1.1 110.1.1 -
        H5 戊五 雲林縣斗六市公所 課員 80.1.1 110.1.1 115.1.1";
    assert_answer(
        query!("R17-任公職滿二十年三十年名冊"),
        "2026-09-30",
        &[("人員", people)],
        "
        # 1
        甲一 課長 85年9月30日 100年1月1日 30 滿30年
        乙二 課員 85年10月1日 110年1月1日 29 滿20年",
    );
}

#[test]
fn r19_personnel_staff_to_a_hundred() {
    // Of the six cities, Taipei: one of personnel (41 years old) among three 公務人員, one hired, one worker who counts
    // nowhere; Kaohsiung: one (30) of two. Keelung is none of the six.
    let people = "
        身分證統一編號 主管機關 人員類別 職系 官等 教育程度 出生日期 離職日
        J1 臺北市政府 公務人員 人事行政 薦任 碩士 74.9.30 -
        J2 臺北市政府 公務人員 綜合行政 薦任 大學 70.1.1 -
        J3 臺北市政府 公務人員 - - 大學 70.1.1 -
        J4 臺北市政府 約僱人員 - - 大學 70.1.1 -
        J5 高雄市政府 公務人員 人事行政 委任 大學 84.10.1 -
        J6 高雄市政府 公務人員 綜合行政 委任 大學 70.1.1 -
        J7 基隆市政府 公務人員 人事行政 委任 大學 70.1.1 -
        J8 臺北市政府 技工工友 - - 大學 70.1.1 -";
    assert_answer(
        query!("R19-六都人事人員配置"),
        "2026-09-30",
        &[("人員", people)],
        "
        # 1
        臺北市政府: 3 4 1 33.333 25 41
        高雄市政府: 2 2 1 50 50 30
        合計: 5 6 2 40 33.333 35.5
        # 2
        | 碩士 | 大學 | 合計
        臺北市政府: 1 | 0 | 1
        高雄市政府: 0 | 1 | 1
        合計: 1 | 1 | 2
        # 3
        | 薦任 | 委任 | 合計
        臺北市政府: 1 | 0 | 1
        高雄市政府: 0 | 1 | 1
        合計: 1 | 1 | 2",
    );
}

#[test]
fn r21_education_and_age_by_county_of_the_office() {
    // Ages on 114.12.31: K1 40, K2 30, K3 49, K5 20 in an office without county. K4 is hired.
    let people = "
        身分證統一編號 縣市 教育程度 出生日期 人員類別 離職日
        K1 苗栗縣 大學 74.12.31 公務人員 -
        K2 苗栗縣 碩士 84.12.31 公務人員 -
        K3 臺北市 大學 65.1.1 公務人員 -
        K4 苗栗縣 大學 65.1.1 約僱人員 -
        K5 - 大學 94.12.31 公務人員 -";
    assert_answer(
        query!("R21-各縣市公務人員教育程度"),
        "2025-12-31",
        &[("人員", people)],
        "
        # 1
        | 碩士 | 大學 | 合計
        臺北市: 0 | 1 | 1
        苗栗縣: 1 | 1 | 2
        未填: 0 | 1 | 1
        合計: 1 | 3 | 4
        # 2
        臺北市: 1 49
        苗栗縣: 2 35
        未填: 1 20
        合計: 4 34.75",
    );
}

#[test]
fn r23_months_of_new_staff_in_township_offices() {
    // L1 changes the post within the office and then goes to Taichung, a day before two years: 23 months. L2 was hired
    // before, which does not count, resigns after four months and comes back elsewhere a year later, which is no transfer.
    // L3 passed twice and is still there: 35 full months on 115.9.30. L4 began too early, L5 in another county, L6 without
    // examination, L7 elsewhere first.
    let people = "
        身分證統一編號
        L1
        L2
        L3
        L4
        L5
        L6
        L7";
    let exams = "
        身分證統一編號 年度 類科
        L1 110 一般行政
        L2 111 財稅行政
        L3 109 勞工行政
        L3 112 社會行政
        L4 109 一般行政
        L5 110 一般行政
        L7 105 一般行政";
    let career = "
        身分證統一編號 人員區分 服務機關 到職日 離職日
        L1 簡薦委任人員 彰化縣北斗鎮公所 110.10.20 111.4.19
        L1 簡薦委任人員 彰化縣北斗鎮公所 111.4.19 112.10.19
        L1 簡薦委任人員 臺中市政府社會局 112.10.19 -
        L2 約僱人員 臺中市政府社會局 109.1.1 110.1.1
        L2 簡薦委任人員 彰化縣北斗鎮公所 111.11.1 112.3.1
        L2 簡薦委任人員 勞動部 113.6.1 -
        L3 簡薦委任人員 彰化縣埔鹽鄉公所 112.10.20 -
        L4 簡薦委任人員 彰化縣埔鹽鄉公所 109.10.1 -
        L5 簡薦委任人員 雲林縣斗六市公所 110.10.20 -
        L6 簡薦委任人員 彰化縣埔鹽鄉公所 112.1.1 -
        L7 簡薦委任人員 財政部 105.1.1 112.1.1
        L7 簡薦委任人員 彰化縣北斗鎮公所 112.1.1 -";
    assert_answer(
        query!("R23-彰化縣公所初任人員任職月數"),
        "2026-09-30",
        &[("人員", people), ("考試", exams), ("經歷", career)],
        "
        # 1
        彰化縣北斗鎮公所/110: 1 1 1 23
        彰化縣北斗鎮公所/111: 1 1 0 4
        彰化縣北斗鎮公所: 2 2 1 13.5
        彰化縣埔鹽鄉公所/112: 1 0 0 ·
        彰化縣埔鹽鄉公所: 1 0 0 ·
        合計: 3 2 1 13.5
        # 2
        彰化縣北斗鎮公所 110 一般行政 110年10月20日 112年10月19日 23 臺中市政府社會局
        彰化縣北斗鎮公所 111 財稅行政 111年11月1日 112年3月1日 4 ·
        彰化縣埔鹽鄉公所 112 社會行政 112年10月20日 · 35 ·",
    );
}

#[test]
fn r25_nurses_of_the_six_cities_and_all_medical_staff() {
    // N1 resigns in 112 after twelve years, N2 stays, N3 moves to the hospital in 114, N4 comes and resigns within 113 (eleven
    // months) and is in no stock. N5 works in Yunlin and N6, a doctor who resigns on 110.1.1 after ten years, at a university:
    // they are in the comparison only. N7 resigned before the five years, N8 is no nurse.
    let people = "
        身分證統一編號 初任公職日 機關類別
        N1 100.6.30 衛生醫療
        N2 105.1.1 衛生醫療
        N3 112.1.1 衛生醫療
        N4 113.1.1 衛生醫療
        N5 100.1.1 衛生醫療
        N6 100.1.1 公立學校
        N7 100.1.1 衛生醫療
        N8 100.1.1 衛生醫療";
    let career = "
        身分證統一編號 主管機關 服務機關 職稱 人員區分 到職日 離職日 異動原因
        N1 臺北市政府 臺北市信義區衛生所 護理師 醫事人員 108.1.1 112.6.30 辭職
        N2 臺北市政府 臺北市信義區衛生所 護士 醫事人員 105.1.1 - 初任
        N3 臺北市政府 臺北市信義區衛生所 公共衛生護士 醫事人員 112.1.1 114.3.1 商調
        N3 臺北市政府 臺北市立聯合醫院 護理師 醫事人員 114.3.1 - 商調
        N4 高雄市政府 高雄市左營區衛生所 護理師 醫事人員 113.1.1 113.12.31 辭職
        N5 雲林縣政府 雲林縣斗六市衛生所 護理師 醫事人員 100.1.1 - 初任
        N6 教育部 範例大學附設醫院 醫師 醫事人員 100.1.1 110.1.1 辭職
        N7 臺北市政府 臺北市信義區衛生所 護理師 醫事人員 100.1.1 109.12.31 辭職
        N8 臺北市政府 臺北市信義區衛生所 課員 簡薦委任人員 100.1.1 112.1.1 辭職";
    // Tables 2 and 4: six stocks, then the mean stock, resignations and rate of each year.
    assert_answer(
        query!("R25-六都衛生所護理人員辭職"),
        "2025-12-31",
        &[("人員", people), ("經歷", career)],
        "
        # 1
        | 112 | 113 | 合計
        臺北市政府: 1 12 | 0 · | 1 12
        高雄市政府: 0 · | 1 0.917 | 1 0.917
        合計: 1 12 | 1 0.917 | 2 6.458
        # 2
        臺北市政府: 2 2 2 2 2 1 2 0 0 2 0 0 2 1 0.5 2 0 0 1.5 0 0
        高雄市政府: 0 0 0 0 0 0 0 0 · 0 0 · 0 0 · 0 1 · 0 0 ·
        合計: 2 2 2 2 2 1 2 0 0 2 0 0 2 1 0.5 2 1 0.5 1.5 0 0
        # 3
        | 110 | 112 | 113 | 合計
        衛生醫療: 0 · | 1 12 | 1 0.917 | 2 6.458
        公立學校: 1 10 | 0 · | 0 · | 1 10
        合計: 1 10 | 1 12 | 1 0.917 | 3 7.639
        # 4
        衛生醫療: 3 3 3 3 3 3 3 0 0 3 0 0 3 1 0.333 3 1 0.333 3 0 0
        公立學校: 1 0 0 0 0 0 0.5 1 2 0 0 · 0 0 · 0 0 · 0 0 ·
        合計: 4 3 3 3 3 3 3.5 1 0.286 3 0 0 3 1 0.333 3 1 0.333 3 0 0",
    );
}

#[test]
fn r27_only_the_nationality_of_the_staff_themselves_can_be_said() {
    let people = "
        身分證統一編號 姓名 主管機關 服務機關 外國國籍 離職日
        P1 甲一 勞動部 勞動部 美國 -
        P2 乙二 勞動部 勞動部 - -
        P3 丙三 勞動部 勞動部 加拿大 114.1.1";
    assert_answer(
        query!("R27-具外國國籍人員名冊"),
        "2026-09-30",
        &[("人員", people)],
        "
        # 1
        勞動部: 1
        合計: 1
        # 2
        勞動部 甲一 P1 美國",
    );
}

#[test]
fn r29_share_of_grade_a_in_the_post_held_that_year() {
    // Q2 was 委任 in Taipei for 113 and a chief in Kaohsiung for 114. The second appraisal of Q3 is 另予考績. Q4, of the
    // police, has no rank. Q5 is of a ministry, Q6 of a council. Three of four is 75 %, which is not above it.
    let people = "
        身分證統一編號 性別
        Q1 男
        Q2 女
        Q3 女
        Q4 男
        Q5 男
        Q6 男";
    let appraisals = "
        身分證統一編號 年度 區分 等次
        Q1 113 年考 甲
        Q1 114 年考 甲
        Q2 113 年考 乙
        Q2 114 年考 甲
        Q3 113 年考 甲
        Q3 114 另考 甲
        Q4 113 年考 甲
        Q4 114 年考 乙
        Q5 113 年考 甲
        Q6 113 年考 甲";
    let career = "
        身分證統一編號 主管機關 官等 主管級別 到職日 離職日
        Q1 臺北市政府 薦任 非主管 112.1.1 -
        Q2 臺北市政府 委任 非主管 112.1.1 114.7.1
        Q2 高雄市政府 薦任 二級主管 114.7.1 -
        Q3 臺北市政府 薦任 一級主管 110.1.1 -
        Q4 高雄市政府 - 非主管 110.1.1 -
        Q5 勞動部 薦任 非主管 110.1.1 -
        Q6 臺北市議會 薦任 非主管 110.1.1 -";
    assert_answer(
        query!("R29-各縣市政府考績甲等比率"),
        "2026-09-30",
        &[("人員", people), ("考績", appraisals), ("經歷", career)],
        "
        # 1
        113/臺北市政府: 3 2 0.667 未超過
        113/高雄市政府: 1 1 1 超過
        113: 4 3 0.75 未超過
        114/臺北市政府: 1 1 1 超過
        114/高雄市政府: 2 1 0.5 未超過
        114: 3 2 0.667 未超過
        # 2
        | 男 | 女
        113/臺北市政府/薦任/主管: 0 0 · | 1 1 1
        113/臺北市政府/薦任/非主管: 1 1 1 | 0 0 ·
        113/臺北市政府/委任/非主管: 0 0 · | 1 0 0
        113/高雄市政府/未填/非主管: 1 1 1 | 0 0 ·
        114/臺北市政府/薦任/非主管: 1 1 1 | 0 0 ·
        114/高雄市政府/薦任/主管: 0 0 · | 1 1 1
        114/高雄市政府/未填/非主管: 1 0 0 | 0 0 ·
        # 3
        | 男 | 女
        113/薦任/主管: 0 0 · | 1 1 1
        113/薦任/非主管: 1 1 1 | 0 0 ·
        113/薦任: 1 1 1 | 1 1 1
        113/委任/非主管: 0 0 · | 1 0 0
        113/委任: 0 0 · | 1 0 0
        113/未填/非主管: 1 1 1 | 0 0 ·
        113/未填: 1 1 1 | 0 0 ·
        113: 2 2 1 | 2 1 0.5
        114/薦任/主管: 0 0 · | 1 1 1
        114/薦任/非主管: 1 1 1 | 0 0 ·
        114/薦任: 1 1 1 | 1 1 1
        114/未填/非主管: 1 0 0 | 0 0 ·
        114/未填: 1 0 0 | 0 0 ·
        114: 2 1 0.5 | 1 1 1",
    );
}
