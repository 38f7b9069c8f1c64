import type { RawResponse } from './client.ts';
import { ApiError, type StatusBody } from './errors.ts';

const longestMessage = 500;

/** The ApiError of a failed answer: Kubernetes' Status where the body is one, else the start of its text. */
export function apiErrorOf(cluster: string, method: string, path: string, response: RawResponse): ApiError {
  const text = response.body.toString('utf8');
  const status = statusBody(text);
  const retryAfterMs = retryAfter(response, status);
  return new ApiError({
    cluster,
    method,
    path: path.split('?', 1)[0] ?? path,
    status: response.status,
    reason: status?.reason ?? '',
    serverMessage: status?.message ?? plainMessage(response, text),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    causes: status?.details?.causes ?? [],
  });
}

function statusBody(text: string): StatusBody | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as StatusBody & { kind?: string };
    return value.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

function plainMessage(response: RawResponse, text: string): string {
  if (response.status >= 300 && response.status < 400) {
    const target = response.headers['location'] ?? 'nowhere';
    return `the server redirects to ${target}, which is never followed: give the API server's own address`;
  }
  const start = text.trim().slice(0, longestMessage);
  return start === '' ? 'no message' : start;
}

function retryAfter(response: RawResponse, status: StatusBody | undefined): number | undefined {
  const seconds = Number(response.headers['retry-after'] ?? status?.details?.retryAfterSeconds ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
