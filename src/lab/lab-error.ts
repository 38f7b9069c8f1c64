/** The lab could not do what it was asked: message says what was wrong and where, next what to do about it. */
export class LabError extends Error {
  readonly code = 'HANSA_LAB';
  readonly next: string | undefined;

  constructor(message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'LabError';
    this.next = options.next;
  }
}
