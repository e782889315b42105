//! Templates for the names of invented subordinate agencies.

/// What an agency does: decides who works there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Branch {
    General,
    Tax,
    Police,
    Fire,
    Health,
    School,
    Enterprise,
    Customs,
    Prosecution,
}

impl Branch {
    /// Its label in the code list 機關類別.
    pub(super) fn category(self) -> &'static str {
        match self {
            Self::Enterprise => "公營事業",
            Self::Health => "衛生醫療",
            Self::School => "公立學校",
            _ => "行政機關",
        }
    }
}

/// A name with `#` for an ordinal and `@` for a county.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template {
    pub(super) name: &'static str,
    pub(super) branch: Branch,
    /// Size beside others of the authority.
    pub(super) size: f64,
    /// Whether a local name begins with the government (臺北市政府民政局) and not with the place (臺北市仁愛區公所).
    pub(super) below_government: bool,
}

const ORDINALS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

impl Template {
    const fn new(name: &'static str, branch: Branch, size: f64) -> Self {
        Self { name, branch, size, below_government: true }
    }

    const fn place(name: &'static str, branch: Branch, size: f64) -> Self {
        Self { name, branch, size, below_government: false }
    }

    /// Whether the name can be used more than once.
    pub(super) fn repeats(&self) -> bool {
        self.name.contains(['#', '@'])
    }

    /// The name for the `number`th use.
    pub(super) fn fill(&self, prefix: &str, number: usize, county: &str) -> String {
        let (tens, ones) = (number / 10 % 10, number % 10);
        let ordinal = match tens {
            0 => ORDINALS[ones].to_owned(),
            1 => format!("十{}", ORDINALS[ones]),
            _ => format!("{}十{}", ORDINALS[tens], ORDINALS[ones]),
        };
        let place = county.trim_end_matches(['市', '縣']);
        format!("{prefix}{}", self.name.replace('#', &ordinal).replace('@', place))
    }
}

/// The subordinates of a central authority, by what its name says it does; the list is gone through again and again.
pub(super) fn central_templates(authority: &str) -> &'static [Template] {
    const INTERIOR: &[Template] = &[
        Template::new("警政署", Branch::Police, 3.0),
        Template::new("國土管理署", Branch::General, 2.0),
        Template::new("消防署", Branch::Fire, 0.6),
        Template::new("保安警察第#總隊", Branch::Police, 1.5),
        Template::new("移民署", Branch::General, 1.5),
        Template::new("移民署第#服務站", Branch::General, 0.3),
        Template::new("警察廣播電臺", Branch::Police, 0.1),
    ];
    const FINANCE: &[Template] = &[
        Template::new("關務署", Branch::Customs, 1.0),
        Template::new("第#區國稅局", Branch::Tax, 2.5),
        Template::new("第#關務分署", Branch::Customs, 1.0),
        Template::new("國有財產署第#分署", Branch::General, 0.8),
        Template::new("財政資訊中心", Branch::General, 0.5),
        Template::new("賦稅署", Branch::Tax, 0.6),
    ];
    const JUSTICE: &[Template] = &[
        Template::new("@地方檢察署", Branch::Prosecution, 1.5),
        Template::new("@監獄", Branch::General, 1.5),
        Template::new("第#行政執行分署", Branch::General, 0.5),
        Template::new("調查局", Branch::General, 2.0),
        Template::new("@看守所", Branch::General, 0.4),
    ];
    const ECONOMY: &[Template] = &[
        Template::new("第#電力營業處", Branch::Enterprise, 2.5),
        Template::new("第#區自來水管理處", Branch::Enterprise, 1.2),
        Template::new("第#河川分署", Branch::General, 0.8),
        Template::new("水利署", Branch::General, 0.8),
        Template::new("標準檢驗局第#分局", Branch::General, 0.5),
        Template::new("智慧財產局", Branch::General, 0.8),
    ];
    const TRANSPORT: &[Template] = &[
        Template::new("郵務第#管理局", Branch::Enterprise, 3.0),
        Template::new("鐵路第#營業處", Branch::Enterprise, 2.5),
        Template::new("公路局第#區養護工程分局", Branch::General, 1.2),
        Template::new("民用航空局", Branch::General, 0.8),
        Template::new("中央氣象署", Branch::General, 0.5),
        Template::new("第#航務中心", Branch::Enterprise, 0.3),
    ];
    const EDUCATION: &[Template] = &[
        Template::new("所屬@第一高級中學", Branch::School, 0.5),
        Template::new("所屬@科技大學", Branch::School, 2.5),
        Template::new("國民及學前教育署", Branch::General, 1.0),
        Template::new("所屬@大學附設醫院", Branch::Health, 1.5),
        Template::new("所屬@特殊教育學校", Branch::School, 0.2),
    ];
    const HEALTH: &[Template] = &[
        Template::new("@醫院", Branch::Health, 1.5),
        Template::new("健康保險第#分署", Branch::General, 1.2),
        Template::new("疾病管制署", Branch::General, 1.0),
        Template::new("@老人之家", Branch::General, 0.2),
    ];
    const VETERANS: &[Template] = &[
        Template::new("@榮民醫院", Branch::Health, 2.5),
        Template::new("@榮民服務處", Branch::General, 0.3),
        Template::new("@榮譽國民之家", Branch::General, 0.4),
    ];
    const COAST: &[Template] = &[
        Template::new("海巡署", Branch::Police, 1.0),
        Template::new("海巡署第#海巡隊", Branch::Police, 0.8),
        Template::new("海巡署第#岸巡隊", Branch::Police, 0.6),
        Template::new("海洋保育署", Branch::General, 0.4),
    ];
    const OTHER: &[Template] = &[
        Template::new("第#區管理處", Branch::General, 1.0),
        Template::new("訓練中心", Branch::General, 0.4),
        Template::new("資訊中心", Branch::General, 0.3),
        Template::new("第#辦公室", Branch::General, 0.15),
    ];
    match authority {
        "內政部" => INTERIOR,
        "財政部" => FINANCE,
        "法務部" => JUSTICE,
        "經濟部" => ECONOMY,
        "交通部" => TRANSPORT,
        "教育部" => EDUCATION,
        "衛生福利部" => HEALTH,
        "國軍退除役官兵輔導委員會" => VETERANS,
        "海洋委員會" => COAST,
        _ => OTHER,
    }
}

/// The subordinates of a municipality or a county. The last ones have a handful of people.
pub(super) fn local_templates(municipality: bool) -> &'static [Template] {
    const COUNTY: &[Template] = &[
        Template::new("警察局", Branch::Police, 3.0),
        Template::new("消防局", Branch::Fire, 3.0),
        Template::new("衛生局", Branch::General, 1.5),
        Template::new("環境保護局", Branch::General, 1.5),
        Template::new("地方稅務局", Branch::Tax, 1.5),
        Template::new("警察局第#分局", Branch::Police, 4.0),
        Template::new("文化局", Branch::General, 1.0),
        Template::place("仁愛市公所", Branch::General, 2.5),
        Template::place("信義鎮公所", Branch::General, 2.0),
        Template::place("和平鄉公所", Branch::General, 1.5),
        Template::place("忠孝鄉公所", Branch::General, 1.2),
        Template::place("仁愛戶政事務所", Branch::General, 0.8),
        Template::place("仁愛地政事務所", Branch::General, 1.0),
        Template::place("仁愛市衛生所", Branch::Health, 1.0),
        Template::place("信義鎮衛生所", Branch::Health, 0.7),
        Template::place("和平鄉衛生所", Branch::Health, 0.4),
        Template::place("立仁愛國民中學", Branch::School, 0.4),
        Template::place("立信義國民小學", Branch::School, 0.3),
        Template::place("立和平國民小學", Branch::School, 0.15),
        Template::place("信義戶政事務所", Branch::General, 0.3),
        Template::new("動植物防疫所", Branch::General, 0.3),
        Template::new("家庭教育中心", Branch::General, 0.1),
        Template::place("忠孝鄉圖書館", Branch::General, 0.05),
    ];
    const MUNICIPALITY: &[Template] = &[
        Template::new("警察局", Branch::Police, 3.0),
        Template::new("消防局", Branch::Fire, 3.0),
        Template::new("工務局", Branch::General, 2.0),
        Template::new("社會局", Branch::General, 2.0),
        Template::new("教育局", Branch::General, 1.5),
        Template::new("民政局", Branch::General, 1.0),
        Template::new("財政局", Branch::General, 0.8),
        Template::new("勞動局", Branch::General, 1.0),
        Template::new("衛生局", Branch::General, 1.5),
        Template::new("環境保護局", Branch::General, 2.0),
        Template::new("地政局", Branch::General, 1.0),
        Template::new("都市發展局", Branch::General, 1.0),
        Template::new("交通局", Branch::General, 1.0),
        Template::new("稅捐稽徵處", Branch::Tax, 2.5),
        Template::new("警察局第#分局", Branch::Police, 6.0),
        Template::new("文化局", Branch::General, 0.6),
        Template::new("人事處", Branch::General, 0.4),
        Template::new("主計處", Branch::General, 0.4),
        Template::new("政風處", Branch::General, 0.2),
        Template::place("東區區公所", Branch::General, 1.5),
        Template::place("仁愛區公所", Branch::General, 1.2),
        Template::place("信義區公所", Branch::General, 1.0),
        Template::place("和平區公所", Branch::General, 0.6),
        Template::place("東區戶政事務所", Branch::General, 1.0),
        Template::place("東區地政事務所", Branch::General, 1.2),
        Template::place("立聯合醫院", Branch::Health, 8.0),
        Template::place("東區衛生所", Branch::Health, 1.5),
        Template::place("和平區衛生所", Branch::Health, 0.5),
        Template::place("立仁愛高級中學", Branch::School, 0.8),
        Template::place("立信義國民中學", Branch::School, 0.5),
        Template::place("立和平國民小學", Branch::School, 0.3),
        Template::new("捷運工程局", Branch::Enterprise, 0.5),
        Template::new("動物保護處", Branch::General, 0.2),
        Template::new("家庭教育中心", Branch::General, 0.1),
        Template::new("檔案館", Branch::General, 0.05),
    ];
    if municipality { MUNICIPALITY } else { COUNTY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_read_as_people_count() {
        let template = Template::new("第#區管理處", Branch::General, 1.0);
        let name = |number| template.fill("甲部", number, "");
        assert_eq!(
            [name(1), name(10), name(12), name(20), name(31)],
            [
                "甲部第一區管理處",
                "甲部第十區管理處",
                "甲部第十二區管理處",
                "甲部第二十區管理處",
                "甲部第三十一區管理處"
            ]
        );
        assert_eq!(Template::new("@醫院", Branch::Health, 1.0).fill("乙部", 1, "臺中市"), "乙部臺中醫院");
    }
}
