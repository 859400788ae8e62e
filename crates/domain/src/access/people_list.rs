use super::Action;

/// A list of people, users or patients, that is searched by who they are. All of them keep what is searched for out of addresses, in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleList {
    /// User Management.
    Users,
    RoleRequests,
    Recertification,
    /// The Help Desk's people.
    People,
    AuditTrail,
    /// Who Saw This.
    AccessRecord,
    /// The patients of assessments.
    Assessments,
    Patients,
    /// The patients of one facility, for a new assessment.
    NewAssessment,
}

impl PeopleList {
    pub const ALL: [Self; 9] = [
        Self::Users,
        Self::RoleRequests,
        Self::Recertification,
        Self::People,
        Self::AuditTrail,
        Self::AccessRecord,
        Self::Assessments,
        Self::Patients,
        Self::NewAssessment,
    ];

    /// As in forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::RoleRequests => "role_requests",
            Self::Recertification => "recertification",
            Self::People => "people",
            Self::AuditTrail => "audit_trail",
            Self::AccessRecord => "access_record",
            Self::Assessments => "assessments",
            Self::Patients => "patients",
            Self::NewAssessment => "new_assessment",
        }
    }

    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.key() == key)
    }

    /// What whoever reads the list may do.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Users => Action::ViewUsers,
            Self::RoleRequests | Self::Recertification => Action::DecideRequests,
            Self::People => Action::HelpPeople,
            Self::AuditTrail => Action::ViewAudit,
            Self::AccessRecord => Action::ViewAccessRecord,
            Self::Assessments => Action::ViewAssessments,
            Self::Patients => Action::ViewPatients,
            Self::NewAssessment => Action::EnterAssessments,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        for list in PeopleList::ALL {
            assert_eq!(PeopleList::from_key(list.key()), Some(list));
        }
        assert_eq!(PeopleList::from_key("shoes"), None);
    }
}
