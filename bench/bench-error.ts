/** The benchmark cannot give figures: message says what was not as expected, and where. */
export class BenchError extends Error {
  readonly code = 'HANSA_BENCH';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BenchError';
  }
}
