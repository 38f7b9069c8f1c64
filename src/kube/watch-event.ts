import { parseExactJson } from '../base/exact-json.ts';
import type { KubeObject } from '../api/meta.ts';
import type { WatchEvent } from './client.ts';
import { ApiError, type StatusBody } from './errors.ts';

interface RawEvent {
  readonly type: string;
  readonly object: unknown;
}

/** One line of a watch; an ERROR event is thrown as the ApiError it carries. */
export function parseWatchEvent<T extends KubeObject>(line: Buffer, cluster: string, path: string): WatchEvent<T> {
  const { type, object } = parseExactJson(line.toString('utf8')) as unknown as RawEvent;
  if (type === 'ERROR') throw errorOfEvent(object as StatusBody & { code?: number }, cluster, path);
  return { type: type as WatchEvent<T>['type'], object: object as T };
}

function errorOfEvent(status: StatusBody & { code?: number }, cluster: string, path: string): ApiError {
  return new ApiError({
    cluster,
    method: 'WATCH',
    path,
    status: status.code ?? 500,
    reason: status.reason ?? '',
    serverMessage: status.message ?? 'the watch failed',
  });
}
