/** The plural KubeFed gives a kind when nobody says another: lower case, by the plain rules of English. */
export function pluralise(kind: string): string {
  const singular = kind.toLowerCase();
  if (/(s|x|ch|sh|z|o)$/.test(singular)) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
