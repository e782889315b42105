//! What `init` writes and what is in force where a workspace says nothing.

/// `hrstat.toml`.
pub const DEFAULT_SETTINGS: &str = include_str!("defaults/hrstat.toml");
/// `dictionary.toml`.
pub const DEFAULT_DICTIONARY: &str = include_str!("defaults/dictionary.toml");
/// `authorities.toml`.
pub const DEFAULT_AUTHORITIES: &str = include_str!("defaults/authorities.toml");

/// `catalogue/*.toml`, name and text.
pub const DEFAULT_CATALOGUE: &[(&str, &str)] = &[];

/// `queries/*.toml`, name and text.
pub const STANDARD_QUERIES: &[(&str, &str)] = &[];
