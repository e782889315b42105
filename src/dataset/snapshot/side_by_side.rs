//! Independent pieces of work, shared out over the cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// The results of `work` on each of `count` things in their order; all cores at work. What a worker needs again and again,
/// such as room for a page, it keeps in a `Kept` of its own.
pub(super) fn side_by_side<Kept: Default, T: Send>(
    count: usize,
    work: impl Fn(&mut Kept, usize) -> T + Sync,
) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let next = AtomicUsize::new(0);
    let worker = || {
        let (mut kept, mut done) = (Kept::default(), Vec::new());
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, work(&mut kept, at)));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..cores.min(count)).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, done)| done).collect()
}
