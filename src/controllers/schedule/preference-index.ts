import { preferenceInForce, type Preference, type SchedulableObject } from '../../plan/schedule/compile-preference.ts';

/** Finds the preference of an object among thousands: each may have one of its own. */
export class PreferenceIndex {
  readonly #byPlace = new Map<string, Set<Preference>>();

  add(preference: Preference): void {
    const place = placeOf(preference);
    const there = this.#byPlace.get(place);
    if (there) there.add(preference);
    else this.#byPlace.set(place, new Set([preference]));
  }

  remove(preference: Preference): void {
    const place = placeOf(preference);
    const there = this.#byPlace.get(place);
    there?.delete(preference);
    if (there?.size === 0) this.#byPlace.delete(place);
  }

  /** The one that decides about an object. */
  find(object: SchedulableObject): Preference | undefined {
    const { namespace, name } = object;
    const named = this.#byPlace.get(`${namespace}/${name}`);
    return (named && preferenceInForce(named, object)) ?? preferenceInForce(this.#byPlace.get(namespace) ?? [], object);
  }
}

/** Where it is looked for: with the name of its object, or with those that may be about any in the namespace. */
function placeOf({ namespace, objectName }: Preference): string {
  return objectName === undefined ? namespace : `${namespace}/${objectName}`;
}
