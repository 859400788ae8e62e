//! How programs check files, send them and read their reports. It needs no log-in.

use crate::paths;
use crate::ui::{DataTable, Page, SectionBar};
use domain::programs::ProblemKind;
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

pub struct ProgramsPage;

const CHECK: &str =
    "curl -H \"Authorization: Bearer $TOKEN\" -F file=@hours.xml \\\n  $SITE/api/v1/checks";
const SEND: &str = "curl -H \"Authorization: Bearer $TOKEN\" -H \"Idempotency-Key: 2026Q4-165123-1\" \\\n  -F kind=pbj -F file=@hours.xml $SITE/api/v1/submissions";
const FOLLOW: &str = "curl -H \"Authorization: Bearer $TOKEN\" $SITE/api/v1/submissions/1000123";
const REPORTS: &str =
    "curl -H \"Authorization: Bearer $TOKEN\" \\\n  \"$SITE/api/v1/reports.csv?since=2026-11-10\"";

#[lazy_route]
impl LazyRoute for ProgramsPage {
    fn data() -> Self {
        Self
    }

    fn view(ProgramsPage: Self) -> AnyView {
        view! {
            <Page heading="For programs: the API">
                <p>
                    "A program checks files, sends them, follows them and reads their Final Validation Reports. Every address, "
                    "field and answer is in "
                    <a href=paths::API_DESCRIPTION rel="external">"the description for programs (OpenAPI 3.1)"</a>"."
                </p>
                <SectionBar id="token" heading="1. Make a token"/>
                <p>
                    "Under My Profile, "<a href=paths::TOKENS>"Access tokens"</a>", you make a token: its name, its end, what it may do "
                    "and, if you like, for which facilities. It is shown once. The program sends it with each request. It acts with "
                    "the roles that you hold at that moment."
                </p>
                <SectionBar id="check" heading="2. Check a file"/>
                <p>"Nothing is stored. The answer has the shape of CMS's Validation Utility Tool."</p>
                <pre class="q-listing" tabindex="0">{CHECK}</pre>
                <p>
                    "Programs that were made for that tool send the field \"assessmentFile\" to "
                    <code>"/api/vut/v1/assessmentUpload"</code>" as they do to CMS's. It takes assessments alone. No token counts there: a demonstration answers anybody, "
                    "other sites whoever is logged in."
                </p>
                <SectionBar id="send" heading="3. Send it"/>
                <p>
                    "The Idempotency-Key is your name for this act of sending. Repeat the request with the same key when the answer "
                    "got lost: the same file under the same key is one submission. Unless CMS itself runs this site, files sent here do not "
                    "go to CMS and do not meet a duty to report to CMS."
                </p>
                <pre class="q-listing" tabindex="0">{SEND}</pre>
                <SectionBar id="follow" heading="4. Follow it"/>
                <p>
                    "Until \"is_final\" is true, ask again after the seconds that the header Retry-After says. Then each file has "
                    "the addresses of its report, as JSON and as CSV."
                </p>
                <pre class="q-listing" tabindex="0">{FOLLOW}</pre>
                <SectionBar id="reports" heading="5. Read the reports of all clients"/>
                <p>
                    "One table of every decided file since a day or a moment, or of the last 30 days where none is said; 200 submissions at a "
                    "time. While there are more, the header Link has the address of the next page."
                </p>
                <pre class="q-listing" tabindex="0">{REPORTS}</pre>
                <SectionBar id="problems" heading="When something is wrong"/>
                <p>
                    "Every error is application/problem+json (RFC 9457). Its \"type\" is one of these, behind "
                    <code>{ProblemKind::PREFIX}</code>". After \"rate-limited\" and \"no-room\", wait the seconds of Retry-After."
                </p>
                <Problems/>
            </Page>
        }
        .into_any()
    }
}

#[component]
fn Problems() -> impl IntoView {
    let rows = ProblemKind::ALL
        .into_iter()
        .map(|kind| {
            view! {
                <tr>
                    <th scope="row"><code>{kind.name()}</code></th>
                    <td>{kind.status()}</td>
                    <td>{kind.title()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable id="problem-types" caption="Types of problems">
            <thead>
                <tr>
                    <th scope="col">"Type"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"What it means"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}
