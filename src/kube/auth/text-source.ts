import { readFileSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import { CredentialError } from '../access.ts';

/** Where one part of a credential stands written. */
export interface TextSource {
  /** The text to use now; throws CredentialError when there is none. */
  current(): string;
  /** Looks again. */
  refresh(): void;
}

/** Kubelet rotates projected tokens long before they expire, so that a minute late is early enough. */
const rereadMs = 60_000;

/** A text that never changes. */
export function createFixedText(text: string): TextSource {
  return { current: () => text, refresh: () => {} };
}

/**
 * A small local file, read again each minute; read synchronously, so that a request need not wait for it.
 * While it cannot be read, the last text it had goes on, or fallback before there was one.
 */
export function createFileText(path: string, clock: Clock, fallback?: string): TextSource {
  let text = fallback;
  let readAt = Number.NEGATIVE_INFINITY;
  const refresh = () => {
    readAt = clock.now();
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (text === undefined) throw new CredentialError(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
    }
  };
  return {
    refresh,
    current() {
      if (text === undefined || clock.now() - readAt >= rereadMs) refresh();
      return text ?? '';
    },
  };
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'this user may not read it';
  return String(code ?? error);
}
