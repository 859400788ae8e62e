//! Proofing that proves nothing, for demonstrations and tests: questions about a person who was invented from the
//! attempt's reference number, and whose life the page tells beforehand.

use domain::identity::{ProofingChoice, ProofingMethod, ProofingQuestion};
use fastrand::Rng;
use futures::{FutureExt as _, future::BoxFuture};

use super::{Answer, Applicant, Begun, IdentityProofing, ProofingFault, Step};

/// Choices of each question.
const CHOICES: usize = 4;

/// What is invented: a sentence of somebody's life, the question about it, and what it may be.
const TOPICS: [Topic; 5] = [
    Topic {
        fact: "once lived on",
        question: "On which of these streets did the invented person once live?",
        values: [
            "Alder Street",
            "Birch Lane",
            "Cedar Court",
            "Dogwood Drive",
            "Elm Terrace",
            "Fir Avenue",
            "Hazel Road",
            "Juniper Way",
        ],
    },
    Topic {
        fact: "drives",
        question: "Which of these does the invented person drive?",
        values: [
            "a green pickup",
            "a red van",
            "a blue sedan",
            "a white convertible",
            "a grey station wagon",
            "a yellow motorcycle",
            "a black coupe",
            "a brown camper",
        ],
    },
    Topic {
        fact: "went to school in",
        question: "In which of these towns did the invented person go to school?",
        values: [
            "Ashford Falls",
            "Bellmere",
            "Crowhaven",
            "Dunwick",
            "Eastmarsh",
            "Fernhollow",
            "Greycliff",
            "Harrowgate",
        ],
    },
    Topic {
        fact: "worked first for",
        question: "For which of these did the invented person work first?",
        values: [
            "a bakery",
            "a lumber yard",
            "a ferry company",
            "a garden nursery",
            "a print shop",
            "a radio station",
            "a quarry",
            "a clock maker",
        ],
    },
    Topic {
        fact: "borrowed money for",
        question: "For which of these did the invented person borrow money?",
        values: [
            "a greenhouse",
            "a sailing boat",
            "a piano",
            "a bee house",
            "a wood stove",
            "a pottery kiln",
            "a telescope",
            "a chicken coop",
        ],
    },
];

struct Topic {
    fact: &'static str,
    question: &'static str,
    values: [&'static str; 8],
}

/// How many topics are asked about.
const QUESTIONS: usize = 3;

#[derive(Debug, Clone, Copy, Default)]
pub struct Simulated;

/// An invented life: a question, and which of its choices is true.
struct Asked {
    fact: String,
    question: ProofingQuestion,
    right: String,
}

impl Simulated {
    /// The answers that pass, the same for the same session.
    #[must_use]
    pub fn right_answers(session: &str) -> Vec<Answer> {
        invent(session)
            .into_iter()
            .map(|asked| Answer {
                question: asked.question.id,
                choice: asked.right,
            })
            .collect()
    }
}

impl IdentityProofing for Simulated {
    fn method(&self) -> ProofingMethod {
        ProofingMethod::Simulated
    }

    fn begin<'a>(
        &'a self,
        applicant: &'a Applicant,
    ) -> BoxFuture<'a, Result<Begun, ProofingFault>> {
        let session = applicant.reference.as_str().to_owned();
        async {
            let step = questions(&session);
            Ok(Begun { session, step })
        }
        .boxed()
    }

    fn look<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        async { Ok(questions(session)) }.boxed()
    }

    fn answer<'a>(
        &'a self,
        session: &'a str,
        answers: &'a [Answer],
    ) -> BoxFuture<'a, Result<Step, ProofingFault>> {
        let step = Step::Ended {
            passed: answers == Self::right_answers(session),
            service_reference: None,
        };
        async { Ok(step) }.boxed()
    }
}

fn questions(session: &str) -> Step {
    let (facts, questions) = invent(session)
        .into_iter()
        .map(|asked| (asked.fact, asked.question))
        .unzip();
    Step::Questions { facts, questions }
}

fn invent(session: &str) -> Vec<Asked> {
    // FNV-1a: the same life for the same session.
    let seed = session.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| {
        (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    });
    let mut chance = Rng::with_seed(seed);
    let mut topics: Vec<usize> = (0..TOPICS.len()).collect();
    chance.shuffle(&mut topics);
    topics
        .into_iter()
        .take(QUESTIONS)
        .map(|topic| ask(topic, &mut chance))
        .collect()
}

fn ask(number: usize, chance: &mut Rng) -> Asked {
    let topic = &TOPICS[number];
    let mut values = topic.values;
    chance.shuffle(&mut values);
    let right = chance.usize(..CHOICES);
    let choice = |(number, value): (usize, &&str)| ProofingChoice {
        id: format!("c{number}"),
        text: capitalised(value),
    };
    Asked {
        fact: format!("The invented person {} {}.", topic.fact, values[right]),
        question: ProofingQuestion {
            id: format!("q{number}"),
            text: topic.question.to_owned(),
            choices: values
                .iter()
                .take(CHOICES)
                .enumerate()
                .map(choice)
                .collect(),
        },
        right: format!("c{right}"),
    }
}

fn capitalised(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}
