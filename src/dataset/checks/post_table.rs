//! The rows of 經歷, by person and in the order of their days.

use polars::prelude::StringChunked;

use super::history_table::{Days, HistoryTable};
use super::persons::RowsByPerson;

/// One post: a row of 經歷 and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::dataset) struct Post {
    /// Row of 經歷.
    pub(in crate::dataset) row: usize,
    /// 到職日.
    pub(in crate::dataset) start: i32,
    /// 離職日; none where it goes on.
    pub(in crate::dataset) end: Option<i32>,
}

impl Post {
    /// Whether somebody holds it on `day`: arrived, and not left.
    pub(in crate::dataset) fn holds(self, day: i32) -> bool {
        self.start <= day && self.end.is_none_or(|end| end > day)
    }
}

/// 經歷. Its columns are looked up once: there are millions of posts.
pub(in crate::dataset) struct PostTable {
    rows: RowsByPerson,
    arrival: Days,
    leave: Days,
    organ: Option<StringChunked>,
    title: Option<StringChunked>,
    rank: Option<StringChunked>,
}

impl PostTable {
    /// None where the days are not there.
    pub(in crate::dataset) fn new(table: &HistoryTable, rows: RowsByPerson) -> Option<Self> {
        let (arrival, leave) = (table.days("到職日")?, table.days("離職日")?);
        let texts = |name| table.texts(name).cloned();
        Some(Self { organ: texts("服務機關"), title: texts("職稱"), rank: texts("官等"), rows, arrival, leave })
    }

    /// Whether nobody has a post: the table was not exported.
    pub(in crate::dataset) fn is_empty(&self) -> bool {
        self.arrival.is_empty()
    }

    /// The posts of `person` by 到職日, into `posts`. Rows without 到職日 are none.
    pub(in crate::dataset) fn read_posts(&self, person: usize, posts: &mut Vec<Post>) {
        posts.clear();
        let post = |row: usize| Some(Post { row, start: self.arrival[row]?, end: self.leave[row] });
        posts.extend(self.rows.of(person).filter_map(post));
        // Of two that begin on one day the shorter comes first.
        posts.sort_by_key(|post| (post.start, post.end.unwrap_or(i32::MAX)));
    }

    /// 服務機關.
    pub(in crate::dataset) fn organ(&self, post: Post) -> Option<&str> {
        self.organ.as_ref()?.get(post.row)
    }

    /// 職稱.
    pub(in crate::dataset) fn title(&self, post: Post) -> Option<&str> {
        self.title.as_ref()?.get(post.row)
    }

    /// 官等.
    pub(in crate::dataset) fn rank(&self, post: Post) -> Option<&str> {
        self.rank.as_ref()?.get(post.row)
    }
}
