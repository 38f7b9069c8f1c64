import assert from 'node:assert/strict';
import type { Parsed } from '../kind.ts';
import type { AdmissionCase } from './admission-case.ts';

/** Fails unless parsing says of the object what the case says. */
export function assertParsed(parsed: Parsed<unknown>, { refused }: AdmissionCase): void {
  if (!refused) {
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.reasons.join('\n'));
    return;
  }
  assert.ok(!parsed.ok, 'accepted');
  const { field, why = '' } = refused;
  const blamed = parsed.reasons.some((reason) => reason.startsWith(`${field}: `) && reason.includes(why));
  assert.ok(blamed, `no reason says "${field}: … ${why}":\n${parsed.reasons.join('\n')}`);
}

/** The value, or a failure that names the reasons. */
export function parsedValue<T>(parsed: Parsed<T>): T {
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reasons.join('\n'));
  return parsed.value;
}
