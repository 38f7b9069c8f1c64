/** Does work for 0 to count - 1 in that order, at most `most` at once; begins nothing after a failure, which it rejects with. */
export async function inFlight(count: number, most: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      try {
        await work(next++);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, count) }, one));
}
