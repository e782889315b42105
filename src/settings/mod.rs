//! The workspace folder, its settings, and the defaults that are built into the program.
//!
//! The only source of policy: every other room takes thresholds, weights and limits as arguments.

mod defaults;
mod private_file;
mod settings_file;
mod workspace;

pub use defaults::{
    DEFAULT_AUTHORITIES, DEFAULT_CATALOGUE, DEFAULT_DICTIONARY, DEFAULT_INTAKE, DEFAULT_SETTINGS, QUERY_MANUAL,
    STANDARD_QUERIES, STANDARD_SQL_QUERIES,
};
pub use private_file::{
    PreparedFile, create_private_dir, open_lock, prepare_private, write_private, write_private_new,
};
pub use settings_file::{
    CryptoSettings, DisclosureSettings, ImportSettings, IntakeSettings, OfficeSettings, Origin, QueueSettings,
    RetentionSettings, Settings, parse_settings,
};
pub use workspace::{Workspace, WorkspaceError};
