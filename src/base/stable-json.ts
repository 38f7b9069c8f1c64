import { writeSortedJson } from './sorted-json.ts';

/** Any character but those JSON takes as they are; lone surrogates must be escaped, so pairs are looked at too. */
const needsEscape = /[^ !#-[\]-\ud7ff\ue000-\uffff]/;

/** Compact JSON that is the same text for the same JSON value: keys sorted by their UTF-8 bytes, undefined ones left out. */
export function stableStringify(value: unknown): string {
  return writeSortedJson(value, quote);
}

/** JSON.stringify for strings, without its cost for those that need no escape. */
function quote(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}
