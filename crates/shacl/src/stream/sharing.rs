//! Pieces of work done side by side, their parts handed over in order.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::piece::{Piece, Pieces};

/// So many pieces per thread may be ahead of the one whose part is handed over next.
const AHEAD_PER_THREAD: usize = 8;

/// Works the pieces off with the threads of the current pool, and hands the parts over in the order of the pieces.
///
/// The calling thread takes its share of the work and is the only one that hands over, so nothing is waited for but a
/// piece that another thread has in hand.
pub(super) fn share<P: Send>(
    pieces: Pieces<'_>,
    work: &(impl Fn(&Piece) -> P + Sync),
    mut emit: impl FnMut(P) -> ControlFlow<()>,
) {
    let threads = rayon::current_num_threads();
    let desk = Desk::new(pieces, threads * AHEAD_PER_THREAD);
    rayon::in_place_scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|_| desk.help(work));
        }
        let _end = End(&desk);
        loop {
            match desk.next() {
                Next::Part(part) => {
                    if emit(part).is_break() {
                        break;
                    }
                }
                Next::Piece(piece) => desk.lay_down(&piece, work(&piece)),
                Next::Nothing => break,
            }
        }
    });
}

/// Where pieces are taken from and parts are laid down.
struct Desk<'a, P> {
    state: Mutex<State<'a, P>>,
    changed: Condvar,
    /// The most parts that may be in hand or waiting to be handed over.
    ahead: usize,
}

struct State<'a, P> {
    pieces: Pieces<'a>,
    /// The parts of the pieces that were taken, in their order; `None` for a piece in hand.
    parts: VecDeque<Option<P>>,
    /// The number of the piece whose part is handed over next.
    first: usize,
    has_ended: bool,
}

/// What the thread that hands over is to do.
enum Next<P> {
    Part(P),
    Piece(Piece),
    Nothing,
}

impl<'a, P: Send> Desk<'a, P> {
    fn new(pieces: Pieces<'a>, ahead: usize) -> Self {
        Self {
            state: Mutex::new(State {
                pieces,
                parts: VecDeque::new(),
                first: 0,
                has_ended: false,
            }),
            changed: Condvar::new(),
            ahead,
        }
    }

    /// Works until no piece is left.
    fn help(&self, work: &impl Fn(&Piece) -> P) {
        let _end = EndOnPanic(self);
        while let Some(piece) = self.take() {
            self.lay_down(&piece, work(&piece));
        }
    }

    /// The next piece; waits while too many are ahead.
    fn take(&self) -> Option<Piece> {
        let mut state = self.lock();
        while !state.has_ended && state.parts.len() >= self.ahead {
            state = self.wait(state);
        }
        state.take()
    }

    /// The part to hand over, or else a piece to work on; waits when all that is left is in other hands.
    fn next(&self) -> Next<P> {
        let mut state = self.lock();
        loop {
            if let Some(part) = state.parts.front_mut().and_then(Option::take) {
                state.parts.pop_front();
                state.first += 1;
                self.changed.notify_all();
                return Next::Part(part);
            }
            if state.parts.len() < self.ahead
                && let Some(piece) = state.take()
            {
                return Next::Piece(piece);
            }
            if state.has_ended || state.parts.is_empty() {
                return Next::Nothing;
            }
            state = self.wait(state);
        }
    }

    fn lay_down(&self, piece: &Piece, part: P) {
        let mut state = self.lock();
        let at = piece.number - state.first;
        state.parts[at] = Some(part);
        // Only the thread that hands over waits for a part, and only for the first.
        if at == 0 {
            self.changed.notify_all();
        }
    }

    fn end(&self) {
        self.lock().has_ended = true;
        self.changed.notify_all();
    }

    /// A panic of another thread ends the work, and is passed on by the scope.
    fn lock(&self) -> MutexGuard<'_, State<'a, P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'g>(&self, state: MutexGuard<'g, State<'a, P>>) -> MutexGuard<'g, State<'a, P>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

impl<P> State<'_, P> {
    fn take(&mut self) -> Option<Piece> {
        let piece = if self.has_ended { None } else { self.pieces.next() }?;
        self.parts.push_back(None);
        Some(piece)
    }
}

/// Ends the work when the thread that hands over leaves, be it by a panic.
struct End<'d, 'a, P: Send>(&'d Desk<'a, P>);

impl<P: Send> Drop for End<'_, '_, P> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Ends the work when a helping thread panics, so that nobody waits for its piece.
struct EndOnPanic<'d, 'a, P: Send>(&'d Desk<'a, P>);

impl<P: Send> Drop for EndOnPanic<'_, '_, P> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use kolophon_graph::{GraphBuilder, Position, Triple};

    use super::*;
    use crate::Shapes;
    use crate::testing::graph;
    use crate::validate::Validator;
    use crate::vocab::rdf;

    /// Runs `test` with the pieces of 100,000 focus nodes and four threads.
    fn with_pieces(test: impl FnOnce(Pieces<'_>) + Send) {
        let shapes =
            "e:S sh:targetClass e:C ; sh:nodeKind sh:IRI ; sh:property [ sh:path e:p ; sh:minCount 1 ] .";
        let shapes = Shapes::from_graph(&graph(shapes)).unwrap();
        let mut builder = GraphBuilder::without_positions();
        let [rdf_type, class] = [rdf::TYPE, "http://e/C"].map(|iri| builder.iri(iri));
        for number in 0..100_000 {
            let node = builder.iri(&format!("http://e/{number}"));
            builder.push(Triple::new(node, rdf_type, class), Position::UNKNOWN);
        }
        let data = builder.finish();
        let validator = Validator::new(&shapes, &data);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
        pool.install(|| test(Pieces::new(&validator)));
    }

    #[test]
    fn every_part_is_handed_over_once_and_in_order() {
        with_pieces(|pieces| {
            let mut parts = Vec::new();
            share(pieces, &|piece| piece.number, |part| {
                parts.push(part);
                ControlFlow::Continue(())
            });
            assert!(parts.len() > 40);
            assert!(parts.iter().copied().eq(0..parts.len()));
        });
    }

    #[test]
    fn nobody_runs_far_ahead_or_goes_on_after_the_end() {
        with_pieces(|pieces| {
            let begun = AtomicUsize::new(0);
            let work = |piece: &Piece| {
                begun.fetch_add(1, Ordering::Relaxed);
                piece.number
            };
            share(pieces, &work, |part| match part {
                2 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            });
            assert!(begun.into_inner() <= 3 + 4 * AHEAD_PER_THREAD);
        });
    }

    #[test]
    fn a_panic_reaches_the_caller_and_nobody_waits_for_ever() {
        for panicking in [0, 1, 20] {
            with_pieces(|pieces| {
                let work = |piece: &Piece| assert_ne!(piece.number, panicking);
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    share(pieces, &work, |()| ControlFlow::Continue(()));
                }));
                assert!(outcome.is_err());
            });
        }
    }
}
