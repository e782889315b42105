//! Why: who came, who left, who moved and who rose is where definitions go wrong by a day or by a person. The standard
//! queries about it are run with their defaults over a few persons, each of whom is there for a reason.

use super::small_world::{SmallWorld, grid, run};

macro_rules! query {
    ($name:literal) => {
        include_str!(concat!("../../queries/", $name, ".toml"))
    };
}

/// The last day of 114, the year that all of these ask for.
const DAY: &str = "2025-12-31";

#[track_caller]
fn assert_tables(query: &str, tables: &[(&str, &str)], expected: &str) {
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    let mut found = Vec::new();
    for (index, table) in run(query, &[], &[SmallWorld::on(DAY, tables)]).iter().enumerate() {
        found.push(format!("# {}", index + 1));
        found.extend(grid(table));
    }
    assert_eq!(found, expected);
}

#[test]
fn leaving_rate_over_the_mean_of_both_ends() {
    // S2 resigns. S3 goes over to Taipei in July: at the beginning of the one, at the end of the other, nobody left. S4
    // retires on 115.1.1 and is there on the last day; S5 retired on 114.1.1 and was there on the day before the year. S6
    // came, S7 came and resigned within the year and is in no stock. S8 is hired. S9 left a day too early. S10 was away
    // without pay from May to November, which is no leaving.
    let people = "
        身分證統一編號 出生日期
        S1 70.1.1
        S2 85.1.1
        S3 80.1.1
        S4 54.12.31
        S5 54.12.31
        S6 90.1.1
        S7 90.1.1
        S8 80.1.1
        S9 54.1.1
        S10 80.1.1";
    let career = "
        身分證統一編號 主管機關 人員區分 到職日 離職日 異動原因
        S1 勞動部 簡薦委任人員 105.1.1 - 初任
        S2 勞動部 簡薦委任人員 110.1.1 114.6.1 辭職
        S3 勞動部 簡薦委任人員 110.1.1 114.7.1 商調
        S3 臺北市政府 簡薦委任人員 114.7.1 - 商調
        S4 臺北市政府 警察人員 90.1.1 115.1.1 退休
        S5 臺北市政府 醫事人員 85.1.1 114.1.1 退休
        S6 臺北市政府 簡薦委任人員 114.3.1 - 初任
        S7 臺北市政府 簡薦委任人員 114.2.1 114.11.1 辭職
        S8 勞動部 約僱人員 110.1.1 114.6.1 辭職
        S9 勞動部 簡薦委任人員 100.1.1 113.12.31 退休
        S10 勞動部 簡薦委任人員 110.1.1 114.5.1 留職停薪
        S10 勞動部 簡薦委任人員 114.11.1 - 回職復薪";
    assert_tables(
        query!("離職率"),
        &[("人員", people), ("經歷", career)],
        "
        # 1
        中央/未滿30: 1 0 0.5 1 1 2 2
        中央/30–39: 2 1 1.5 0 0 0 0
        中央/40–49: 1 1 1 0 0 0 0
        中央: 4 2 3 1 1 0.333 0.333
        地方/未滿30: 0 1 0.5 1 1 2 2
        地方/30–39: 0 1 0.5 0 0 0 0
        地方/60以上: 2 1 1.5 1 0 0.667 0
        地方: 2 3 2.5 2 1 0.8 0.4
        合計: 6 5 5.5 3 2 0.545 0.364
        # 2
        勞動部: 4 2 3 1 1 0.333 0.333
        臺北市政府: 2 3 2.5 2 1 0.8 0.4
        合計: 6 5 5.5 3 2 0.545 0.364",
    );
}

#[test]
fn whoever_is_a_civil_servant_for_the_first_time_is_new() {
    // W1 was hired before. W2 has left again; the examination is the newest one. W3 came back. W4 has no examination.
    let people = "
        身分證統一編號 性別 出生日期
        W1 女 84.2.1
        W2 男 90.1.1
        W3 男 70.1.1
        W4 女 64.3.1";
    let exams = "
        身分證統一編號 年度 考試種類
        W1 113 普考
        W2 112 初考
        W2 113 高考三級
        W3 99 普考";
    let career = "
        身分證統一編號 主管機關 人員區分 到職日 離職日
        W1 勞動部 約僱人員 110.1.1 114.2.1
        W1 勞動部 簡薦委任人員 114.2.1 -
        W2 財政部 簡薦委任人員 114.10.1 114.12.1
        W3 財政部 簡薦委任人員 100.1.1 105.1.1
        W3 財政部 簡薦委任人員 114.5.1 -
        W4 勞動部 雇員 114.3.1 -";
    assert_tables(
        query!("新進人員"),
        &[("人員", people), ("考試", exams), ("經歷", career)],
        "
        # 1
        | 男 | 女 | 合計
        高考三級: 1 24 | 0 · | 1 24
        普考: 0 · | 1 30 | 1 30
        未填: 0 · | 1 50 | 1 50
        合計: 1 24 | 2 40 | 3 34.667
        # 2
        | 男 | 女 | 合計
        未滿25: 1 1 | 0 0 | 1 0.333
        30–34: 0 0 | 1 0.5 | 1 0.333
        50以上: 0 0 | 1 0.5 | 1 0.333
        合計: 1 1 | 2 1 | 3 1
        # 3
        勞動部: 2 2 1 40
        財政部: 1 0 0 24
        合計: 3 2 0.667 34.667",
    );
}

#[test]
fn where_those_go_who_are_moved_to_another_agency() {
    // T4 stays in the agency, T5 resigned and came back three months later, T7 moved the year before, T8 is hired.
    let people = "
        身分證統一編號
        T1
        T2
        T3
        T4
        T5
        T6
        T7
        T8";
    let career = "
        身分證統一編號 主管機關 服務機關 人員區分 官等 到職日 離職日 異動原因
        T1 勞動部 勞動部 簡薦委任人員 薦任 110.1.1 114.7.1 商調
        T1 臺北市政府 臺北市政府社會局 簡薦委任人員 薦任 114.7.1 - 商調
        T2 勞動部 勞動部 簡薦委任人員 薦任 110.1.1 114.3.1 調升
        T2 勞動部 勞動部第一區管理處 簡薦委任人員 薦任 114.3.1 - 調升
        T3 勞動部 勞動部 簡薦委任人員 委任 110.1.1 114.4.1 商調
        T4 臺北市政府 臺北市政府社會局 簡薦委任人員 薦任 110.1.1 114.5.1 平調
        T4 臺北市政府 臺北市政府社會局 簡薦委任人員 薦任 114.5.1 - 平調
        T5 臺北市政府 臺北市政府社會局 簡薦委任人員 薦任 110.1.1 114.6.1 辭職
        T5 財政部 財政部 簡薦委任人員 薦任 114.9.1 - 初任
        T6 臺北市政府 臺北市政府社會局 簡薦委任人員 薦任 110.1.1 114.6.1 商調
        T6 財政部 財政部 簡薦委任人員 薦任 114.6.15 - 商調
        T7 勞動部 勞動部 簡薦委任人員 薦任 110.1.1 113.12.31 商調
        T7 財政部 財政部 簡薦委任人員 薦任 113.12.31 - 商調
        T8 勞動部 勞動部 約僱人員 - 110.1.1 114.7.1 平調
        T8 財政部 財政部 約僱人員 - 114.7.1 - 平調";
    assert_tables(
        query!("調任去向"),
        &[("人員", people), ("經歷", career)],
        "
        # 1
        | 本主管機關內 | 中央調地方 | 地方調中央 | 查無後續 | 合計
        勞動部: 1 0.333 | 1 0.333 | 0 0 | 1 0.333 | 3 1
        臺北市政府: 0 0 | 0 0 | 1 1 | 0 0 | 1 1
        合計: 1 0.25 | 1 0.25 | 1 0.25 | 1 0.25 | 4 1
        # 2
        | 薦任 | 委任 | 合計
        勞動部: 1 | 0 | 1
        臺北市政府: 1 | 0 | 1
        未填: 0 | 1 | 1
        合計: 2 | 1 | 3",
    );
}

#[test]
fn years_from_one_grade_to_the_next() {
    // V1 is moved sideways in between: four years count from the first post in grade six. V2 rises into 薦任 after four
    // years, V6 into 簡任 after eight (1461 and 2922 days). V3 rose too early, V4 went down, V5 has no grade.
    let people = "
        身分證統一編號 性別 進用考試種類
        V1 女 高考三級
        V2 男 普考
        V3 男 高考三級
        V4 男 高考三級
        V5 男 依其他法令進用
        V6 男 高考三級";
    let career = "
        身分證統一編號 官等 職等 到職日 離職日
        V1 薦任 6 108.1.1 110.1.1
        V1 薦任 6 110.1.1 112.1.1
        V1 薦任 7 112.1.1 -
        V2 委任 5 109.1.1 113.1.1
        V2 薦任 6 113.1.1 -
        V3 薦任 7 107.1.1 111.1.1
        V3 薦任 8 111.1.1 -
        V4 薦任 8 107.1.1 113.1.1
        V4 薦任 7 113.1.1 -
        V5 - - 107.1.1 113.1.1
        V5 - - 113.1.1 -
        V6 薦任 9 106.1.1 114.1.1
        V6 簡任 10 114.1.1 -";
    assert_tables(
        query!("陞遷間隔"),
        &[("人員", people), ("經歷", career)],
        "
        # 1
        | 男 | 女 | 合計
        5: 1 4 4 | 0 · · | 1 4 4
        6: 0 · · | 1 4 4 | 1 4 4
        9: 1 8 8 | 0 · · | 1 8 8
        合計: 2 6 6 | 1 4 4 | 3 5.333 4
        # 2
        薦任/簡任: 1 8 8 8
        委任/薦任: 1 4 4 4
        # 3
        高考三級: 2 6 6
        普考: 1 4 4
        合計: 3 5.333 4",
    );
}

#[test]
fn age_and_service_at_retirement() {
    // U1 is 65 and served 35 years, U2 60 and 30½, U3 of the police 55½ and 30. U4 is hired, U5 retires after the day of
    // the data, U6 resigned.
    let people = "
        身分證統一編號 性別 出生日期 初任公職日
        U1 男 49.6.30 79.7.1
        U2 女 54.7.1 84.1.1
        U3 男 59.1.1 84.7.1
        U4 女 49.1.1 84.1.1
        U5 女 49.7.1 84.1.1
        U6 女 59.1.1 84.1.1";
    let career = "
        身分證統一編號 主管機關 人員區分 官等 到職日 離職日 異動原因
        U1 勞動部 簡薦委任人員 薦任 100.1.1 114.7.1 退休
        U2 勞動部 簡薦委任人員 薦任 100.1.1 114.7.1 退休
        U3 內政部 警察人員 - 100.1.1 114.7.1 退休
        U4 勞動部 約僱人員 - 100.1.1 114.7.1 退休
        U5 勞動部 簡薦委任人員 薦任 100.1.1 115.1.16 退休
        U6 勞動部 簡薦委任人員 薦任 100.1.1 114.7.1 辭職";
    assert_tables(
        query!("退休人員"),
        &[("人員", people), ("經歷", career)],
        "
        # 1
        | 男 | 女 | 合計
        薦任: 1 65 35 | 1 60 30.5 | 2 62.5 32.75
        未填: 1 55.5 30 | 0 · · | 1 55.5 30
        合計: 2 60.25 32.5 | 1 60 30.5 | 3 60.167 31.833
        # 2
        | 屆齡（滿65歲） | 未滿65歲 | 合計
        內政部: 0 · | 1 55.5 | 1 55.5
        勞動部: 1 65 | 1 60 | 2 62.5
        合計: 1 65 | 2 57.75 | 3 60.167",
    );
}

#[test]
fn who_becomes_65_in_the_next_five_years() {
    // X1 on the first day of them, X3 on the last. X2 became 65 on the day itself, X4 does so a day too late, X5 has left.
    let people = "
        身分證統一編號 主管機關 人員類別 官等 主管級別 出生日期 離職日
        X1 勞動部 公務人員 簡任 一級主管 50.1.1 -
        X2 勞動部 公務人員 薦任 非主管 49.12.31 -
        X3 勞動部 公務人員 薦任 非主管 54.12.31 -
        X4 勞動部 公務人員 薦任 非主管 55.1.1 -
        X5 勞動部 公務人員 薦任 非主管 52.1.1 114.1.1";
    assert_tables(
        query!("屆齡退休推估"),
        &[("人員", people)],
        "
        # 1
        | 簡任 | 薦任 | 合計
        115: 1 | 0 | 1
        119: 0 | 1 | 1
        合計: 1 | 1 | 2
        # 2
        勞動部: 4 2 0.5 1
        合計: 4 2 0.5 1",
    );
}

#[test]
fn how_long_new_staff_stay_in_a_township_office() {
    // L1 goes to Taichung a day before two years are over, L2 resigns after four months, L3 is still there; for L3 one year
    // is over and three are not. L4 is in an office of a municipality.
    let people = "
        身分證統一編號
        L1
        L2
        L3
        L4";
    let exams = "
        身分證統一編號 年度
        L1 110
        L2 111
        L3 112
        L4 112";
    let career = "
        身分證統一編號 人員區分 主管機關 服務機關 到職日 離職日
        L1 簡薦委任人員 彰化縣政府 彰化縣北斗鎮公所 110.10.20 112.10.19
        L1 簡薦委任人員 臺中市政府 臺中市政府社會局 112.10.19 -
        L2 簡薦委任人員 彰化縣政府 彰化縣北斗鎮公所 111.11.1 112.3.1
        L2 簡薦委任人員 勞動部 勞動部 113.6.1 -
        L3 簡薦委任人員 彰化縣政府 彰化縣埔鹽鄉公所 112.10.20 -
        L4 簡薦委任人員 臺中市政府 臺中市和平區公所 112.10.20 -";
    assert_tables(
        query!("公所初任人員任職月數"),
        &[("人員", people), ("考試", exams), ("經歷", career)],
        "
        # 1
        彰化縣政府: 3 2 13.5 13.5
        合計: 3 2 13.5 13.5
        # 2
        110: 1 0 1 0 1
        111: 1 1 1 1 1
        112: 1 0 … 0 …
        # 3
        | 仍在原公所 | 調任其他機關 | 離職或查無後續 | 合計
        110: 0 0 | 1 1 | 0 0 | 1 1
        111: 0 0 | 0 0 | 1 1 | 1 1
        112: 1 1 | 0 0 | 0 0 | 1 1
        合計: 1 0.333 | 1 0.333 | 1 0.333 | 3 1",
    );
}

#[test]
fn hours_of_training_count_nothing_as_nought() {
    // Y1 has 6 and 12½ hours in 114 and 30 in 113; Y2 has none.
    let people = "
        身分證統一編號 主管機關 人員類別 官等 性別 離職日
        Y1 勞動部 公務人員 薦任 男 -
        Y2 勞動部 公務人員 薦任 女 -";
    let training = "
        身分證統一編號 起日 時數
        Y1 114.1.1 6
        Y1 114.12.31 12.5
        Y1 113.12.31 30";
    assert_tables(
        query!("訓練時數"),
        &[("人員", people), ("訓練", training)],
        "
        # 1
        | 薦任 | 合計
        未滿1: 1 0.5 | 1 0.5
        1–未滿20: 1 0.5 | 1 0.5
        合計: 2 1 | 2 1
        # 2
        | 男 | 女 | 合計
        薦任: 1 18.5 18.5 | 1 0 0 | 2 9.25 9.25
        合計: 1 18.5 18.5 | 1 0 0 | 2 9.25 9.25
        # 3
        勞動部: 2 1 0.5 9.25
        合計: 2 1 0.5 9.25",
    );
}

#[test]
fn the_grade_held_within_the_grades_of_the_post() {
    // Z3 is below the post, Z1 within it, Z2 at its top, Z4 above it. Z5 has no grade.
    let people = "
        身分證統一編號 主管機關 人員類別 官等 職等 職務列等起 職務列等迄 離職日
        Z1 勞動部 公務人員 委任 5 5 7 -
        Z2 勞動部 公務人員 薦任 7 5 7 -
        Z3 勞動部 公務人員 委任 5 6 7 -
        Z4 勞動部 公務人員 薦任 9 7 8 -
        Z5 勞動部 公務人員 - - - - -";
    assert_tables(
        query!("職務列等與現敘職等"),
        &[("人員", people)],
        "
        # 1
        | 5 | 7 | 9 | 合計
        5/7: 1 | 1 | 0 | 2
        6/7: 1 | 0 | 0 | 1
        7/8: 0 | 0 | 1 | 1
        合計: 2 | 1 | 1 | 4
        # 2
        | 權理 | 未達最高 | 已達最高 | 高於列等 | 合計
        薦任: 0 0 | 0 0 | 1 0.5 | 1 0.5 | 2 1
        委任: 1 0.5 | 1 0.5 | 0 0 | 0 0 | 2 1
        合計: 1 0.25 | 1 0.25 | 1 0.25 | 1 0.25 | 4 1
        # 3
        勞動部: 4 1 0.25 1
        合計: 4 1 0.25 1",
    );
}
