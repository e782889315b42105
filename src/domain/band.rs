//! Bands of a number: 未滿30, 30–39, 40–49, 50以上.

/// Breaks in ascending order and the labels between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    breaks: Vec<f64>,
    whole: bool,
}

impl Band {
    /// Bands between `breaks`; `whole` says that the values are whole numbers, so that a band ends one below the next break.
    ///
    /// None where there is no break, or they do not ascend.
    #[must_use]
    pub fn new(breaks: Vec<f64>, whole: bool) -> Option<Self> {
        let ascending = breaks.windows(2).all(|pair| pair[0] < pair[1]);
        (!breaks.is_empty() && ascending && breaks.iter().all(|b| b.is_finite())).then_some(Self { breaks, whole })
    }

    /// The edges.
    #[must_use]
    pub fn breaks(&self) -> &[f64] {
        &self.breaks
    }

    /// The labels in order; one more than there are breaks.
    #[must_use]
    pub fn labels(&self) -> Vec<String> {
        let show = |number: f64| if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() };
        let mut labels = vec![format!("未滿{}", show(self.breaks[0]))];
        for pair in self.breaks.windows(2) {
            labels.push(match (self.whole, pair[1] - pair[0]) {
                (true, width) if (width - 1.0).abs() < f64::EPSILON => show(pair[0]),
                (true, _) => format!("{}–{}", show(pair[0]), show(pair[1] - 1.0)),
                (false, _) => format!("{}–未滿{}", show(pair[0]), show(pair[1])),
            });
        }
        labels.push(format!("{}以上", show(self.breaks[self.breaks.len() - 1])));
        labels
    }
}

#[cfg(test)]
mod tests {
    use super::Band;

    #[test]
    fn labels_say_what_is_in_them() {
        let labels = Band::new(vec![30.0, 40.0, 41.0, 60.0], true).unwrap().labels();
        assert_eq!(labels, ["未滿30", "30–39", "40", "41–59", "60以上"]);
        assert_eq!(Band::new(vec![2.5, 5.0], false).unwrap().labels(), ["未滿2.5", "2.5–未滿5", "5以上"]);
        assert!(Band::new(vec![], true).is_none());
        assert!(Band::new(vec![30.0, 30.0], true).is_none());
    }
}
