//! What the pages of one's second factors show, and which of them there are.

use domain::{
    forms::ReturnedForm,
    identity::{DeviceId, DeviceKind, DeviceLine, DeviceSetUp, SessionStage},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which page of the devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceStep {
    List,
    Add(DeviceKind),
    Confirm(DeviceId),
    Rename(DeviceId),
    Remove(DeviceId),
    /// Backup codes that were just made.
    BackupCodes,
}

impl DeviceStep {
    /// As the address says it; none for an address that no page has.
    #[must_use]
    pub fn parse(step: Option<&str>, about: Option<&str>) -> Option<Self> {
        let device = || about.and_then(|id| Uuid::parse_str(id).ok()).map(DeviceId);
        match (step, about) {
            (None, None) => Some(Self::List),
            (Some("add"), Some(kind)) => DeviceKind::from_key(kind).map(Self::Add),
            (Some("confirm"), _) => device().map(Self::Confirm),
            (Some("rename"), _) => device().map(Self::Rename),
            (Some("remove"), _) => device().map(Self::Remove),
            (Some("show"), Some("backup-codes")) => Some(Self::BackupCodes),
            _ => None,
        }
    }
}

/// What such a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesData {
    pub form: ReturnedForm,
    /// A registration sets up its first device.
    pub stage: SessionStage,
    pub devices: Vec<DeviceLine>,
    /// The kinds that this site can reach.
    pub kinds: Vec<DeviceKind>,
    pub set_up: Option<DeviceSetUp>,
    pub is_demo: bool,
}
