//! The same work on many things, on every core. What comes out is in the order of the things, whatever the number of cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many threads may work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cores(usize);

impl Cores {
    /// Those of the machine.
    pub(super) fn all() -> Self {
        Self(thread::available_parallelism().map_or(1, NonZero::get))
    }

    /// So many.
    #[cfg(test)]
    pub(super) fn of(count: usize) -> Self {
        Self(count)
    }

    /// `work` on each of `0..count`. `desk` makes what a thread keeps from one to the next.
    pub(super) fn each<Desk, Done: Send>(
        self,
        count: usize,
        desk: impl Fn() -> Desk + Sync,
        work: impl Fn(&mut Desk, usize) -> Done + Sync,
    ) -> Vec<Done> {
        let next = AtomicUsize::new(0);
        let shift = || {
            let mut desk = desk();
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    return done;
                }
                done.push((index, work(&mut desk, index)));
            }
        };
        let mut done = thread::scope(|scope| {
            let others: Vec<_> = (1..self.0.min(count)).map(|_| scope.spawn(shift)).collect();
            let mut done = shift();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(index, _)| *index);
        done.into_iter().map(|(_, done)| done).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Cores;

    /// Bytes must not depend on the machine.
    #[test]
    fn results_are_in_order_whatever_the_number_of_cores() {
        let expected: Vec<usize> = (0..200).map(|number| number * 3).collect();
        for cores in [1, 2, 7, 300] {
            let done = Cores::of(cores).each(200, || 3, |factor, index| index * *factor);
            assert_eq!(done, expected, "{cores} cores");
        }
        assert!(Cores::of(4).each(0, || (), |(), index| index).is_empty());
    }
}
