import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { CredentialError } from '../access.ts';
import { issueCertificate } from '../testing/issue-certificate.ts';
import { createFileText, createFixedText } from './text-source.ts';
import { createUserCredential } from './user-credential.ts';

const minute = 60_000;

describe('createUserCredential', () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), 'hansa-auth-'))));
  after(() => rmSync(directory, { recursive: true }));

  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };

  it('answers from memory, with the same object, and reads a token file again after a minute', async () => {
    const clock = new SteppingClock();
    const path = write('rotated', 'first\n');
    const credential = createUserCredential({ token: createFileText(path, clock) });
    const first = await credential.current();
    assert.deepEqual(first, { authorization: 'Bearer first' });
    write('rotated', 'second\n');
    clock.advance(minute - 1);
    assert.equal(credential.current(), first);
    clock.advance(1);
    assert.deepEqual(credential.current(), { authorization: 'Bearer second' });
  });

  it('reads a token file at once when its token was refused', async () => {
    const path = write('refused', 'first');
    const credential = createUserCredential({ token: createFileText(path, new SteppingClock()) });
    const used = await credential.current();
    assert.equal(credential.refused(used), false);
    write('refused', 'second');
    assert.equal(credential.refused(used), true);
    assert.deepEqual(credential.current(), { authorization: 'Bearer second' });
  });

  it('goes on with the last token while its file cannot be read', () => {
    const clock = new SteppingClock();
    const path = write('removed', 'first');
    const credential = createUserCredential({ token: createFileText(path, clock) });
    assert.deepEqual(credential.current(), { authorization: 'Bearer first' });
    rmSync(path);
    clock.advance(minute);
    assert.deepEqual(credential.current(), { authorization: 'Bearer first' });
  });

  it('says which file is missing, and finds it once it is there', async () => {
    const path = join(directory, 'late');
    const credential = createUserCredential({ token: createFileText(path, new SteppingClock()) });
    await assert.rejects(
      async () => credential.current(),
      (error: unknown) =>
        error instanceof CredentialError && error.message === `${path} cannot be read: there is no such file`,
    );
    write('late', 'here');
    assert.deepEqual(credential.current(), { authorization: 'Bearer here' });
  });

  it('shows a client certificate, and exchanges it only when certificate and key fit', () => {
    const clock = new SteppingClock();
    const [first, second] = [issueCertificate({ name: 'first' }), issueCertificate({ name: 'second' })];
    const [cert, key] = [write('tls.crt', first.cert), write('tls.key', first.key)];
    const credential = createUserCredential({
      certificate: { cert: createFileText(cert, clock), key: createFileText(key, clock) },
    });
    const before = credential.current();
    assert.deepEqual(before, { clientCertificate: { cert: first.cert, key: first.key } });
    write('tls.crt', second.cert);
    clock.advance(minute);
    assert.equal(credential.current(), before);
    write('tls.key', second.key);
    clock.advance(minute);
    assert.deepEqual(credential.current(), { clientCertificate: { cert: second.cert, key: second.key } });
  });

  it('says what is wrong with a certificate or key, without quoting it', async () => {
    const { cert, key } = issueCertificate({ name: 'some' });
    const other = issueCertificate({ name: 'other' });
    const faults = [
      { cert: 'no PEM', key, says: /certificate cannot be read/ },
      { cert, key: 'no PEM', says: /key cannot be read/ },
      { cert, key: other.key, says: /does not belong/ },
    ];
    for (const { cert, key, says } of faults) {
      const credential = createUserCredential({
        certificate: { cert: createFixedText(cert), key: createFixedText(key) },
      });
      await assert.rejects(async () => credential.current(), { name: 'CredentialError', message: says });
    }
  });
});
