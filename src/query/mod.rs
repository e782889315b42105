//! The query file, its plan over a frame, its measures, and the evidence that disclosure control asks for.

mod frame_source;

pub use frame_source::{FrameError, FrameSource};
