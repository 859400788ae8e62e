//! What the pages of help show that comes from the program itself.

use domain::access::{Category, Role};
use serde::{Deserialize, Serialize};

/// One edit of the PBJ data specifications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditLine {
    pub number: i16,
    pub severity: String,
    /// Where it is checked: "browser and server".
    pub checked: String,
    /// What it asks, or why it is not checked.
    pub reason: String,
}

/// The roles of one category, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMatrix {
    pub category: Category,
    pub roles: Vec<MatrixRole>,
    pub rows: Vec<MatrixRow>,
}

/// What is to be known of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRole {
    pub role: Role,
    /// Whether anybody may ask for it here.
    pub is_offered: bool,
    pub text: String,
    /// What the seeds put in brackets after it.
    pub warning: Option<String>,
    /// The organizations that a request names.
    pub asks: String,
    pub granted_by: String,
}

/// Something that roles may do, or will.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    /// Of the action; of what is planned, a number.
    pub key: String,
    pub name: String,
    pub is_planned: bool,
    /// Where each of the category's roles may do it, in their order.
    pub cells: Vec<String>,
}
