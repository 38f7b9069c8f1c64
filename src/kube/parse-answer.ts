import { parseExactJson } from '../base/exact-json.ts';
import type { RawResponse } from './client.ts';
import { ApiError } from './errors.ts';

const longestStart = 80;

/** The request an answer is to. */
interface Question {
  readonly cluster: string;
  readonly method: string;
  readonly path: string;
}

/** The JSON of an answer; ApiError when it is none, as when a login page answers in the API server's place. */
export function parseAnswer<T>(question: Question, { status, body }: RawResponse): T {
  const text = body.toString('utf8');
  try {
    return parseExactJson(text) as unknown as T;
  } catch {
    throw unexpectedAnswer('JSON', text, { ...question, status });
  }
}

/** Says that the server answered well, but not with what was asked for. */
export function unexpectedAnswer(
  expected: string,
  text: string,
  question: Question & { readonly status: number },
): ApiError {
  const start = JSON.stringify(text.trim().slice(0, longestStart));
  const serverMessage = `the answer is not ${expected}, it begins ${start}: check that the address is an API server's`;
  return new ApiError({ ...question, reason: '', serverMessage });
}
