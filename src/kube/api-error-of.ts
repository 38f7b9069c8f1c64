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
    // Without its query, which may hold the secrets of a login.
    const target = response.headers['location']?.split('?', 1)[0] ?? 'nowhere';
    return `the server redirects to ${target}, which is never followed: give the API server's own address`;
  }
  const start = text.trim().slice(0, longestMessage);
  return start === '' ? 'no message' : start;
}

/** Seconds as Kubernetes sends them; the other form of the header, a date, is left to the body. */
function retryAfter(response: RawResponse, status: StatusBody | undefined): number | undefined {
  const header = response.headers['retry-after'];
  if (header !== undefined && /^\d+$/.test(header)) return Number(header) * 1000;
  const seconds = status?.details?.retryAfterSeconds;
  return seconds === undefined ? undefined : seconds * 1000;
}
