import { qualifiedPlural, type ResourceType } from '../../api/meta.ts';
import type { ApiErrorFields } from '../errors.ts';
import { fieldPath, type FieldConflict } from './field-ownership.ts';

/** Why the simulated server says no; the client makes the ApiError of it. */
export class Refusal extends Error {
  readonly answer: Pick<ApiErrorFields, 'status' | 'reason' | 'serverMessage' | 'causes'>;

  constructor(status: number, reason: string, serverMessage: string, causes?: ApiErrorFields['causes']) {
    super(serverMessage);
    this.answer = { status, reason, serverMessage, ...(causes ? { causes } : {}) };
  }
}

export function notFound(type: ResourceType, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${qualifiedPlural(type)} "${name}" not found`);
}

export function alreadyExists(type: ResourceType, name: string): Refusal {
  return new Refusal(409, 'AlreadyExists', `${qualifiedPlural(type)} "${name}" already exists`);
}

export function conflict(type: ResourceType, name: string, why: string): Refusal {
  return new Refusal(409, 'Conflict', `Operation cannot be fulfilled on ${qualifiedPlural(type)} "${name}": ${why}`);
}

export function fieldConflict(conflicts: readonly FieldConflict[]): Refusal {
  const causes = conflicts.map(({ manager, pointer }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager.split('\0', 1)[0]}"`,
    field: fieldPath(pointer),
  }));
  const fields = causes.map(({ message, field }) => `${message}: ${field}`).join(', ');
  const count = causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`;
  return new Refusal(409, 'Conflict', `Apply failed with ${count}: ${fields}`, causes);
}

export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

export function expired(asked: string, oldest: number): Refusal {
  return new Refusal(410, 'Expired', `too old resource version: ${asked} (${oldest})`);
}
