//! What planting must know of a dataset before it changes it.

use std::cell::RefCell;

use super::error::FaultError;
use crate::dataset::checks::history_table::{HistoryTable, text_at};
use crate::dataset::checks::persons::{Persons, RowsByPerson};
use crate::dataset::checks::post_table::{Post, PostTable};
use crate::dataset::dataset::Dataset;
use crate::domain::epoch_day;
use crate::domain::{AsOf, Dictionary, IDENTITY};

/// A child table and whose its rows are.
pub(super) struct Child {
    pub(super) table: HistoryTable,
    pub(super) rows: RowsByPerson,
}

impl Child {
    /// The rows of `person`.
    pub(super) fn of(&self, person: usize) -> Vec<usize> {
        self.rows.of(person).collect()
    }
}

/// The persons, and what they have in the tables where something can be planted.
pub(super) struct PlantedCareer {
    pub(super) persons: Persons,
    pub(super) today: i32,
    posts: Option<PostTable>,
    pub(super) exams: Option<Child>,
    pub(super) reviews: Option<Child>,
    pub(super) rewards: Option<Child>,
    pub(super) training: Option<Child>,
    /// The posts of the person who is looked at.
    loaded: RefCell<Vec<Post>>,
}

impl PlantedCareer {
    pub(super) fn read(dataset: &Dataset, dictionary: &Dictionary, as_of: AsOf) -> Result<Self, FaultError> {
        let source = dataset.at(as_of);
        let others = ["主管機關", "服務機關", "姓名", "性別", "離職原因", "進用考試種類", "進用考試年度"];
        let persons = Persons::read(&source, Some(dictionary), &others)?;
        let index = persons.index();
        let child = |table: &str, columns: &[&str]| -> Result<Option<Child>, FaultError> {
            let read = HistoryTable::read(&source, dictionary, table, columns)?;
            Ok(read.map(|table| Child { rows: RowsByPerson::gather(&index, persons.len(), Some(&table)), table }))
        };
        let posts = child("經歷", &[IDENTITY, "服務機關", "官等", "到職日", "離職日"])?;
        let posts = posts.and_then(|child| PostTable::new(&child.table, child.rows));
        let (exams, reviews) = (
            child("考試", &[IDENTITY, "年度", "考試種類", "及格日期"])?,
            child("銓審", &[IDENTITY, "核定日期", "審查結果", "職等", "生效日期"])?,
        );
        let (rewards, training) = (child("獎懲", &[IDENTITY, "日期"])?, child("訓練", &[IDENTITY, "起日"])?);
        drop(index);
        let today = epoch_day(as_of.date());
        Ok(Self { persons, today, posts, exams, reviews, rewards, training, loaded: RefCell::default() })
    }

    pub(super) fn len(&self) -> usize {
        self.persons.len()
    }

    /// Looks at the posts of `person`.
    pub(super) fn load(&self, person: usize) {
        let mut loaded = self.loaded.borrow_mut();
        match &self.posts {
            Some(posts) => posts.read_posts(person, &mut loaded),
            None => loaded.clear(),
        }
    }

    /// The posts of the person who is looked at, in order.
    pub(super) fn posts(&self) -> Vec<Post> {
        self.loaded.borrow().clone()
    }

    pub(super) fn rank(&self, post: Post) -> Option<&str> {
        self.posts.as_ref()?.rank(post)
    }

    pub(super) fn text(&self, field: &str, person: usize) -> Option<&str> {
        text_at(self.persons.table().texts(field), person)
    }

    /// Whether `person` has been in the present post for more than two years and no end is known: what is planted must not
    /// lie in the period between two snapshots.
    pub(super) fn settled(&self, person: usize) -> bool {
        let long = self.persons.arrival[person].is_some_and(|arrival| arrival < self.today - 800);
        long && self.persons.leave[person].is_none()
    }

    /// The day of leaving, where it is more than a year ago.
    pub(super) fn left_long_ago(&self, person: usize) -> Option<i32> {
        self.persons.leave[person].filter(|leave| *leave < self.today - 400)
    }
}
