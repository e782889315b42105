//! A working life as the later snapshot records it: in which authority, from which day to which.
//!
//! The posts of 經歷 and the present post of 人員, in the order of their days. A post ends at the latest where the next
//! begins, one within another is left out; neighbours in the same authority that touch become one stretch. What begins and
//! ends in a period are its flows.

/// A post as recorded, on its way into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Recorded {
    /// 到職日.
    pub(super) start: i32,
    /// 離職日.
    pub(super) end: Option<i32>,
    /// Number of the authority; none where the row does not name it.
    pub(super) authority: Option<u32>,
}

/// A time without a break in one authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    /// First day.
    pub(super) start: i32,
    /// The day from which it is over; none where it goes on.
    pub(super) end: Option<i32>,
    /// Number of the authority.
    pub(super) authority: u32,
}

/// How a stretch begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Never in service before.
    Joined,
    /// After a time out of service.
    Returned,
    /// From another authority.
    MovedIn,
}

/// How a stretch ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Out of service.
    Left,
    /// Into another authority.
    MovedOut,
}

/// Puts `posts` in order and joins them into `line`. `present` is the authority in 人員, for rows that name none.
pub(super) fn join_posts(posts: &mut Vec<Recorded>, present: u32, line: &mut Vec<Stretch>) {
    line.clear();
    posts.sort_by_key(|post| (post.start, post.end.unwrap_or(i32::MAX)));
    let mut over = i32::MIN;
    posts.retain(|post| {
        let end = post.end.unwrap_or(i32::MAX);
        // Of two that both go on the later one is the present post.
        let counts = end > post.start && (end > over || post.end.is_none());
        over = over.max(if counts { end } else { over });
        counts
    });
    // A row without an authority is taken for that of the post after it.
    let mut authority = present;
    for post in posts.iter_mut().rev() {
        authority = *post.authority.get_or_insert(authority);
    }
    for (index, post) in posts.iter().enumerate() {
        let next = posts.get(index + 1).map(|next| next.start);
        let end = match (post.end, next) {
            (Some(end), Some(next)) => Some(end.min(next)),
            (end, next) => end.or(next),
        };
        if end.is_some_and(|end| end <= post.start) {
            continue;
        }
        let authority = post.authority.unwrap_or(present);
        match line.last_mut() {
            Some(last) if last.authority == authority && last.end == Some(post.start) => last.end = end,
            _ => line.push(Stretch { start: post.start, end, authority }),
        }
    }
}

/// How stretch `index` of `line` begins.
pub(super) fn beginning(line: &[Stretch], index: usize) -> Beginning {
    match index.checked_sub(1).and_then(|before| line.get(before)) {
        None => Beginning::Joined,
        Some(before) if before.end == Some(line[index].start) => Beginning::MovedIn,
        Some(_) => Beginning::Returned,
    }
}

/// How stretch `index` of `line` ends.
pub(super) fn ending(line: &[Stretch], index: usize) -> Ending {
    match line.get(index + 1) {
        Some(next) if line[index].end == Some(next.start) => Ending::MovedOut,
        _ => Ending::Left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(posts: &[(i32, Option<i32>, Option<u32>)]) -> Vec<Stretch> {
        let mut posts: Vec<Recorded> = posts
            .iter()
            .map(|(start, end, authority)| Recorded { start: *start, end: *end, authority: *authority })
            .collect();
        let mut line = Vec::new();
        join_posts(&mut posts, 9, &mut line);
        line
    }

    #[test]
    fn posts_that_touch_in_one_authority_are_one_stretch() {
        let line = line(&[(20, None, Some(1)), (0, Some(10), Some(1)), (10, Some(20), Some(1))]);
        assert_eq!(line, [Stretch { start: 0, end: None, authority: 1 }]);
        assert_eq!(beginning(&line, 0), Beginning::Joined);
    }

    #[test]
    fn a_change_of_authority_is_a_move_and_a_gap_is_not() {
        let line = line(&[(0, Some(10), Some(1)), (10, Some(20), Some(2)), (30, Some(40), Some(2))]);
        let all: Vec<(Beginning, Ending)> = (0..3).map(|at| (beginning(&line, at), ending(&line, at))).collect();
        assert_eq!(
            all,
            [
                (Beginning::Joined, Ending::MovedOut),
                (Beginning::MovedIn, Ending::Left),
                (Beginning::Returned, Ending::Left)
            ]
        );
    }

    /// Half of all exports name no authority in old rows; that must not look like thousands of moves.
    #[test]
    fn a_row_without_authority_makes_no_move() {
        assert_eq!(line(&[(0, Some(10), None), (10, None, None)]), [Stretch { start: 0, end: None, authority: 9 }]);
        assert_eq!(line(&[(0, Some(10), None), (10, None, Some(3))]).len(), 1);
    }

    #[test]
    fn overlaps_and_posts_of_no_time_do_not_count_twice() {
        // The second row ends before it begins; the first goes on beyond the third.
        let whole = Stretch { start: 0, end: Some(60), authority: 1 };
        assert_eq!(line(&[(0, Some(50), Some(1)), (20, Some(15), Some(2)), (30, Some(60), Some(1))]), [whole]);
        // A stay elsewhere within a post that goes on is no end of service.
        let open = Stretch { start: 0, end: None, authority: 1 };
        assert_eq!(line(&[(0, None, Some(1)), (20, Some(30), Some(2))]), [open]);
    }
}
