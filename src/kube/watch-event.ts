import { parseExactJson } from '../base/exact-json.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { KubeObject } from '../api/meta.ts';
import type { WatchEvent } from './client.ts';
import { ApiError, type StatusBody } from './errors.ts';
import { unexpectedAnswer } from './parse-answer.ts';

interface EventStatus extends StatusBody {
  readonly code?: number;
}

interface Question {
  readonly cluster: string;
  readonly method: 'WATCH';
  readonly path: string;
}

const changes = new Set<unknown>(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK']);

/** One line of a watch; an ERROR event is thrown as the ApiError it carries, and a line that is no event as one too. */
export function parseWatchEvent<T extends KubeObject>(line: Buffer, cluster: string, path: string): WatchEvent<T> {
  const question = { cluster, method: 'WATCH', path } as const;
  const text = line.toString('utf8');
  const event = parseObject(text);
  if (event && changes.has(event['type']) && isJsonObject(event['object'])) return event as unknown as WatchEvent<T>;
  if (event?.['type'] === 'ERROR') throw errorOfEvent((event['object'] ?? {}) as EventStatus, question);
  throw unexpectedAnswer('a watch event', text, { ...question, status: 200 });
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = parseExactJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function errorOfEvent(status: EventStatus, question: Question): ApiError {
  const seconds = status.details?.retryAfterSeconds;
  return new ApiError({
    ...question,
    status: status.code ?? 500,
    reason: status.reason ?? '',
    serverMessage: status.message ?? 'the watch failed',
    ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
    causes: status.details?.causes ?? [],
  });
}
