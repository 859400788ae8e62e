use domain::identity::ProofingMethod;
use futures::{FutureExt as _, future::BoxFuture};

use super::{Answer, Applicant, Begun, IdentityProofing, ProofingFault, Step};

/// Asks nothing: everyone sends documents or holds a video call, and a person decides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manual;

impl IdentityProofing for Manual {
    fn method(&self) -> ProofingMethod {
        ProofingMethod::Manual
    }

    fn begin<'a>(&'a self, _: &'a Applicant) -> BoxFuture<'a, Result<Begun, ProofingFault>> {
        async { Err(ProofingFault::AsksNothing) }.boxed()
    }

    fn look<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        async { Err(ProofingFault::AsksNothing) }.boxed()
    }

    fn answer<'a>(
        &'a self,
        _: &'a str,
        _: &'a [Answer],
    ) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        async { Err(ProofingFault::AsksNothing) }.boxed()
    }
}
