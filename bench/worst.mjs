// Files of 50 MB that ask for more memory than any real one, to see how much the checker takes:
//   node bench/worst.mjs employees|findings|both >FILE.xml
import { once } from "node:events";

const SIZE = 52_000_000;
const EMPLOYEES = 100_000;
/** The longest employee ID, and a value as long as findings keep them. */
const id = (number) => `${number}`.padStart(30, "E");
const long = (number) => `${number}`.padStart(64, "9");
const day = (number) => new Date(Date.UTC(2026, 6, 1 + (number % 92))).toISOString().slice(0, 10);

const workDay = (date, title) =>
  `<workDay><date>${date}</date><hourEntries><hourEntry><hours>8</hours><jobTitleCode>${title}</jobTitleCode>` +
  "<payTypeCode>1</payTypeCode></hourEntry></hourEntries></workDay>";
const staffHours = (employee, days) =>
  `<staffHours><employeeId>${employee}</employeeId><workDays>${days}</workDays></staffHours>\n`;

const kinds = {
  /** As many employees as may be, each with as many days as there is room for. */
  employees: (number) => staffHours(id(number % EMPLOYEES), workDay(day(number), 10)),
  /** Two findings of each part: an ID that is none, and a job title that is none. */
  findings: (number) => staffHours(`#${long(number)}`, workDay(day(number), long(number))),
  both: (number) => staffHours(id(number % EMPLOYEES), workDay(day(number), 10) + workDay(day(number + 1), long(number))),
};

const write = async (text) => process.stdout.write(text) || once(process.stdout, "drain");
const part = kinds[process.argv[2]];
if (!part) throw new Error(`One of ${Object.keys(kinds).join(", ")}.`);
await write(
  '<?xml version="1.0" encoding="UTF-8"?>\n<nursingHomeData><header fileSpecVersion="4.10.0"><facilityId>WORST1</facilityId>' +
    "<stateCode>OH</stateCode><reportQuarter>4</reportQuarter><federalFiscalYear>2026</federalFiscalYear></header>\n" +
    '<staffingHours processType="merge">\n',
);
for (let number = 0, written = 0; written < SIZE; number++) {
  const text = part(number);
  written += text.length;
  await write(text);
}
await write("</staffingHours></nursingHomeData>\n");
