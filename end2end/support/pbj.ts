// Invented payroll-based journal files, each different from every other.
import { randomBytes } from "node:crypto";
import { DAYS, OPEN, iso, plus, type Quarter } from "./day.ts";
import type { FilePayload } from "./files.ts";

export type Plan = {
  facility?: string;
  state?: string;
  processType?: "merge" | "replace";
  /** The open one by default; of another, `days` is to be said. */
  quarter?: Quarter;
  /** Registered nurses and nurse aides by turns; of whom each has 8 hours on each of so many days. */
  employees?: number;
  /** From the quarter's first; all that have come by default, so that no day is without a registered nurse. */
  days?: number;
  /** Hour entries whose job title nobody knows (edit -3676), one finding each. */
  unknownTitles?: number;
  /** Put before every employee ID; random by default. */
  prefix?: string;
};

const day = (quarter: Quarter, number: number): string => iso(plus(quarter.first, number));

const entry = (hours: string, title: number): string =>
  `<hourEntry><hours>${hours}</hours><jobTitleCode>${title}</jobTitleCode><payTypeCode>1</payTypeCode></hourEntry>`;

/** The text of a file that is clean, apart from the mistakes asked for. */
export function pbj(plan: Plan = {}): string {
  const { facility = "SRDEMO01", state = "OH", processType = "merge", quarter = OPEN, employees = 2, days = DAYS } = plan;
  const prefix = plan.prefix ?? `T${randomBytes(5).toString("hex")}`;
  const ids = Array.from({ length: employees }, (_, number) => `${prefix}-${number}`);
  const workDay = (number: number, entries: string): string =>
    `<workDay><date>${day(quarter, number)}</date><hourEntries>${entries}</hourEntries></workDay>`;
  const worked = ids.map((id, person) => {
    const title = person % 2 === 0 ? 7 : 10;
    const whole = Array.from({ length: days }, (_, number) => workDay(number, entry("8.00", title))).join("");
    const wrong = person === 0 && plan.unknownTitles ? workDay(0, entry("0.01", 99).repeat(plan.unknownTitles)) : "";
    return `<staffHours><employeeId>${id}</employeeId><workDays>${whole}${wrong}</workDays></staffHours>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<nursingHomeData><header fileSpecVersion="4.10.0">',
    `<facilityId>${facility}</facilityId><stateCode>${state}</stateCode>`,
    `<reportQuarter>${quarter.number}</reportQuarter><federalFiscalYear>${quarter.fiscalYear}</federalFiscalYear>`,
    "<softwareVendorName>Invented Payroll</softwareVendorName></header><employees>",
    ...ids.map((id) => `<employee><employeeId>${id}</employeeId><hireDate>2020-01-31</hireDate></employee>`),
    `</employees><staffingHours processType="${processType}">`,
    ...worked,
    "</staffingHours></nursingHomeData>\n",
  ].join("");
}

/** Such a file, as a browser is given it. */
export function pbjFile(plan: Plan = {}, name = `hours-${randomBytes(3).toString("hex")}.xml`): FilePayload {
  return { name, mimeType: "text/xml", buffer: Buffer.from(pbj(plan)) };
}
