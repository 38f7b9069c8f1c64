/** `hansa` as some text has it run. */
export interface Invocation {
  /** `init`, `lab up`; empty for hansa alone. */
  readonly command: string;
  /** Without their values. */
  readonly flags: readonly string[];
}

/** Every run of hansa in a text; groups are the commands that have commands of their own. */
export function findInvocations(text: string, groups: ReadonlySet<string>): Invocation[] {
  const lines = text.replaceAll('\\\n', ' ');
  return Array.from(lines.matchAll(/(?<![\w/.-])hansa ([^\n|;&)"'`>]+)/g), ([, rest = '']) => {
    const words = rest.split(/\s+/);
    const names = words.slice(0, groups.has(words[0] ?? '') ? 2 : 1).filter((word) => /^[a-z][a-z-]*$/.test(word));
    return { command: names.join(' '), flags: findFlags(rest) };
  });
}

/** The long flags in a text, without their values. */
export function findFlags(text: string): string[] {
  return Array.from(text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g), ([flag]) => flag);
}

/** The targets that a text has make make. */
export function findTargets(text: string): string[] {
  return Array.from(text.matchAll(/(?<![\w-])make ([a-z][a-z-]*)/g), ([, target = '']) => target);
}
