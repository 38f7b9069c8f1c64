import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { temporaryDirectory } from './testing/temporary-directory.ts';
import { readZipEntries } from './zip-archive.ts';

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly method: number;
}

/** An archive as zip writes it, with extra fields of different lengths in its two headers and a comment at its end. */
function zip(test: TestContext, entries: readonly Entry[], comment = 'a comment'): string {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method } of entries) {
    const data = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    local.writeUInt16LE(5, 28);
    parts.push(local, Buffer.from(name), Buffer.alloc(5), data);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt16LE(3, 30);
    central.writeUInt32LE(offset, 42);
    directory.push(central, Buffer.from(name), Buffer.alloc(3));
    offset += 30 + Buffer.byteLength(name) + 5 + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  const path = join(temporaryDirectory(test), 'archive.zip');
  writeFileSync(path, Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]));
  return path;
}

describe('readZipEntries', () => {
  it('gives what was deflated and what was stored, and only what was asked for', (test) => {
    const archive = zip(test, [
      { name: 'kubectl/kubectl', content: 'kubectl '.repeat(100), method: 8 },
      { name: 'kubectl/kustomize', content: 'kustomize', method: 8 },
      { name: 'helm/helm', content: 'helm', method: 0 },
    ]);
    const entries = readZipEntries(archive, ['helm/helm', 'kubectl/kubectl']);
    assert.deepEqual(
      [...entries].map(([name, content]) => [name, content.toString()]),
      [
        ['kubectl/kubectl', 'kubectl '.repeat(100)],
        ['helm/helm', 'helm'],
      ],
    );
  });

  it('names what is missing', (test) => {
    const archive = zip(test, [{ name: 'a', content: 'a', method: 0 }]);
    assert.throws(() => readZipEntries(archive, ['a', 'b']), { message: `${archive} holds no b` });
  });

  it('refuses a method it does not know, and what is no archive', (test) => {
    const packed = zip(test, [{ name: 'a', content: 'a', method: 12 }]);
    assert.throws(() => readZipEntries(packed, ['a']), /compressed by method 12/);
    const text = join(temporaryDirectory(test), 'text');
    writeFileSync(text, 'this is no archive at all');
    assert.throws(() => readZipEntries(text, ['a']), { message: `${text} is no ZIP archive` });
  });
});
