import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

// PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16; neither ZIP64 nor encryption.
const endSignature = 0x06054b50;
const endSize = 22;
const directorySignature = 0x02014b50;
const directorySize = 46;
const localSize = 30;
const longestComment = 0xffff;
const stored = 0;
const deflated = 8;

/** The contents of files in a ZIP archive, by the names asked for; throws when one is missing or the archive is none. */
export function readZipEntries(path: string, names: readonly string[]): Map<string, Buffer> {
  const archive = readFileSync(path);
  const wanted = new Set(names);
  const contents = new Map<string, Buffer>();
  const end = findEnd(archive, path);
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== directorySignature) throw new Error(`${path}: its directory is damaged at ${at}`);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + directorySize, at + directorySize + nameLength);
    if (wanted.has(name)) contents.set(name, contentOf(archive, at, `${path}: ${name}`));
    at += directorySize + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  const missing = names.find((name) => !contents.has(name));
  if (missing !== undefined) throw new Error(`${path} holds no ${missing}`);
  return contents;
}

/** The end record is found from the back, since a comment of any length may follow it. */
function findEnd(archive: Buffer, path: string): number {
  const earliest = Math.max(0, archive.length - endSize - longestComment);
  for (let at = archive.length - endSize; at >= earliest; at--) {
    if (archive.readUInt32LE(at) === endSignature) return at;
  }
  throw new Error(`${path} is no ZIP archive`);
}

function contentOf(archive: Buffer, directoryEntry: number, what: string): Buffer {
  const method = archive.readUInt16LE(directoryEntry + 10);
  const size = archive.readUInt32LE(directoryEntry + 20);
  const local = archive.readUInt32LE(directoryEntry + 42);
  const start = local + localSize + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = archive.subarray(start, start + size);
  if (method === stored) return content;
  if (method === deflated) return inflateRawSync(content);
  throw new Error(`${what} is compressed by method ${method}, which is neither stored nor deflated`);
}
