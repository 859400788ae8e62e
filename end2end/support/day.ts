// The day of the instance under test, and the quarters that it brings.
import { BASE_URL } from "./demo.ts";

/** Without a time: UTC's midnight. */
type Day = Date;

export type Quarter = {
  /** As addresses name it: `2026Q4`. */
  key: string;
  /** As pages name it: `FY 2026 Q4`. */
  name: string;
  fiscalYear: number;
  number: number;
  first: Day;
  last: Day;
  /** The last day on which its files are taken. */
  deadline: Day;
};

/** So many days later. */
export const plus = (day: Day, days: number): Day => new Date(day.getTime() + days * 86_400_000);
/** From one to another. */
export const daysBetween = (from: Day, to: Day): number => Math.round((to.getTime() - from.getTime()) / 86_400_000);
/** `2026-11-10`. */
export const iso = (day: Day): string => day.toISOString().slice(0, 10);
/** `11/10/2026`. */
export const shown = (day: Day): string => iso(day).replace(/(\d+)-(\d+)-(\d+)/, "$2/$3/$1");

const utc = (year: number, month: number, day: number): Day => new Date(Date.UTC(year, month - 1, day));

/** The quarter of a federal fiscal year, which begins in October. */
function quarterOf(fiscalYear: number, number: number): Quarter {
  const first = utc(fiscalYear - 1, 10 + 3 * (number - 1), 1);
  const last = plus(utc(fiscalYear - 1, 10 + 3 * number, 1), -1);
  // 45 days after its end, whatever the year.
  const deadline = [utc(fiscalYear, 2, 14), utc(fiscalYear, 5, 15), utc(fiscalYear, 8, 14), utc(fiscalYear, 11, 14)][number - 1];
  return { key: `${fiscalYear}Q${number}`, name: `FY ${fiscalYear} Q${number}`, fiscalYear, number, first, last, deadline };
}

export function quarterContaining(day: Day): Quarter {
  const months = day.getUTCFullYear() * 12 + day.getUTCMonth() + 3;
  return quarterOf(Math.floor(months / 12), Math.floor((months % 12) / 3) + 1);
}

export const before = (quarter: Quarter): Quarter => quarterContaining(plus(quarter.first, -1));

/** The strip of a demonstration states its day, and none when that is everybody's: Eastern Time's. */
async function dayOfInstance(): Promise<Day> {
  const answer = await fetch(`${BASE_URL}/help`, { headers: { accept: "text/html" } });
  const strip = /<section[^>]*class="q-strip"[\s\S]*?<\/section>/.exec(await answer.text())?.[0];
  if (!strip) throw new Error(`${BASE_URL} is no demonstration: its pages have no strip that says so`);
  const stated = /Today is[\s\S]*?datetime="([\d-]+)"/.exec(strip)?.[1];
  return new Date(stated ?? new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format());
}

export const TODAY = await dayOfInstance();

const RUNNING = quarterContaining(TODAY);
const ENDED = before(RUNNING);

/** The quarter that the tests send files for: the one that has ended, while its files are taken, else the running one. */
export const OPEN = TODAY <= ENDED.deadline ? ENDED : RUNNING;
/** The one before it, of which there are stored hours. */
export const STORED = before(OPEN);
/** How many days of the open quarter have come: 46 or more. */
export const DAYS = daysBetween(OPEN.first, TODAY < OPEN.last ? TODAY : OPEN.last) + 1;
