/** Asks once for each key, whatever else is said. */
export function askOnce<T, Rest extends readonly unknown[]>(
  ask: (key: string, ...rest: Rest) => Promise<T>,
): (key: string, ...rest: Rest) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (key, ...rest) => {
    const answer = answers.get(key) ?? ask(key, ...rest);
    answers.set(key, answer);
    return answer;
  };
}
