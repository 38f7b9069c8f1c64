import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LabBinaries } from './assets/binaries.ts';

const run = promisify(execFile);

/** What the control planes of one lab share to know each other by: fine on loopback and nowhere else. */
export interface Pki {
  readonly tokens: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  /** Absent where nothing here issues certificates: each API server then signs its own. */
  readonly serving?: { readonly ca: string; readonly certificate: string; readonly key: string };
}

/** Writes keys, certificates and the administrator's token, once for a directory. */
export async function ensurePki(directory: string, binaries: LabBinaries): Promise<Pki> {
  if (!existsSync(join(directory, 'tokens.csv'))) {
    if (binaries.multiCall === undefined) writeKeys(directory);
    else await run(binaries.multiCall, ['pki', '--dir', directory]);
  }
  return readPki(directory);
}

/** The places of what ensurePki wrote. */
export function readPki(directory: string): Pki {
  const at = (name: string) => join(directory, name);
  const serving = { ca: at('ca.crt'), certificate: at('serving.crt'), key: at('serving.key') };
  return {
    tokens: at('tokens.csv'),
    serviceAccountKey: at('sa.key'),
    serviceAccountPublicKey: at('sa.pub'),
    ...(existsSync(serving.ca) ? { serving } : {}),
  };
}

/** The administrator's bearer token. */
export function readToken(pki: Pki): string {
  return readFileSync(pki.tokens, 'utf8').split(',')[0] ?? '';
}

/** All that Node can issue by itself: certificates it cannot. */
function writeKeys(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const write = (name: string, text: string | Buffer) => writeFileSync(join(directory, name), text, { mode: 0o600 });
  write('sa.key', privateKey.export({ type: 'sec1', format: 'pem' }));
  write('sa.pub', publicKey.export({ type: 'spki', format: 'pem' }));
  // token,user,uid,"groups"
  write('tokens.csv', `${randomBytes(16).toString('hex')},admin,admin,"system:masters"\n`);
}
