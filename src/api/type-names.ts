import { qualifiedPlural, type ResourceType } from './meta.ts';

/** The names of a type, besides what every type has. */
export interface NamedType extends Pick<ResourceType, 'group' | 'plural' | 'kind'> {
  /** In lower case; empty where discovery tells none. */
  readonly singular: string;
  readonly shortNames: readonly string[];
}

/** Whether people call the type so: plural, singular, kind, short name, or `plural.group`, in any case. */
export function isCalled(type: NamedType, name: string): boolean {
  const { plural, singular, kind, shortNames } = type;
  return [plural, singular, kind.toLowerCase(), qualifiedPlural(type), ...shortNames].includes(name.toLowerCase());
}
