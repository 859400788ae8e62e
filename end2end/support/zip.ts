// A ZIP file, made without a library: its members are stored as they are, or deflated.
import { crc32, deflateRawSync } from "node:zlib";

const DEFLATED = 8;

export function zipOf(members: { name: string; buffer: Buffer }[], { deflated = false } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, buffer } of members) {
    const content = deflated ? deflateRawSync(buffer) : buffer;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    if (deflated) fields.writeUInt16LE(DEFLATED, 4);
    fields.writeUInt16LE(0x5d6a, 8);
    fields.writeUInt32LE(crc32(buffer), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(buffer.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name), content]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), fields, entry, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from("PK\x05\x06"), end]);
}
