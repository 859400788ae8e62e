// Invented assessments: the base record of a pack, which breaks none of its edits, moved to the days before today.
import { readFileSync } from "node:fs";
import { TODAY, daysBetween, iso, plus } from "./day.ts";
import type { FilePayload } from "./files.ts";

const SPECS = "../crates/submission/specs";

export type Pack = "oasis-3.02.0" | "mds-3.10.0";

/** A number that nobody was given, another one for each record of a run. */
export const ssn = (): string => `219${String(Math.floor(Math.random() * 1_000_000)).padStart(6, "0")}`;

/** What makes a base record one of the administrator's home. */
export const HOME = { STATE_CD: "IA", FAC_ID: "IA1077", A0100B: "16E724" };

/** A record of a subset with some items changed; one without a value is left out. */
export function assessment(pack: Pack, subset: string, changes: Record<string, string | undefined> = {}): string {
  const items = { ...base(pack, subset), ...changes };
  const tags = Object.entries(items).map(([id, value]) => (value === undefined ? "" : `  <${id}>${escaped(value)}</${id}>\n`));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ASSESSMENT>\n${tags.join("")}</ASSESSMENT>\n`;
}

/** Such a file, as a browser is given it. */
export function assessmentFile(name: string, ...record: Parameters<typeof assessment>): FilePayload {
  return { name, mimeType: "text/xml", buffer: Buffer.from(assessment(...record)) };
}

function base(pack: Pack, subset: string): Record<string, string> {
  const values: Record<string, string> = {};
  let [applies, shift] = [true, 0];
  for (const line of lines(pack, "base.record")) {
    // Samples are changes that examples use, and no part of the record.
    if (line.startsWith("sample ")) continue;
    const [id, value] = line.split("=");
    if (line.startsWith("today ")) shift = daysBetween(new Date(line.slice(6)), TODAY);
    else if (line.startsWith("subset ")) applies = line === `subset ${subset}`;
    else if (applies && !line.startsWith("#") && value !== undefined) values[id!] = moved(value, shift);
  }
  return Object.fromEntries(Object.entries(values).filter(([id]) => hasItem(pack, subset, id)));
}

/** The item table says in which subsets a record has an item. */
function hasItem(pack: Pack, subset: string, id: string): boolean {
  const row = lines(pack, "items.tsv").find((line) => line.startsWith(`${id}\t`))!;
  const subsets = row.split("\t")[5]!;
  return subsets === "all" || subsets.split(" ").includes(subset);
}

const read = new Map<string, string[]>();

function lines(pack: Pack, name: string): string[] {
  const path = `${SPECS}/${pack}/${name}`;
  if (!read.has(path)) read.set(path, readFileSync(path, "utf8").split("\n"));
  return read.get(path)!;
}

/** Days of this century are moved; a birth date of the last is not. */
function moved(value: string, shift: number): string {
  const [, year, month, day] = /^(20\d\d)(\d\d)(\d\d)$/.exec(value) ?? [];
  if (!year) return value;
  return iso(plus(new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))), shift)).replaceAll("-", "");
}

const escaped = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
