const newline = 0x0a;

/** Cuts a stream of pieces into lines; an unfinished line waits, as a copy, for the piece that ends it. */
export class LineSplitter {
  #rest: Buffer[] = [];
  readonly #line: (line: Buffer) => void;

  constructor(line: (line: Buffer) => void) {
    this.#line = line;
  }

  push(piece: Buffer): void {
    let start = 0;
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, start)) {
      this.#finish(piece.subarray(start, end));
      start = end + 1;
    }
    // A copy: the piece is a view of a large shared buffer, which one short tail would keep alive.
    if (start < piece.length) this.#rest.push(Buffer.from(piece.subarray(start)));
  }

  #finish(tail: Buffer): void {
    const line = this.#rest.length === 0 ? tail : Buffer.concat([...this.#rest, tail]);
    this.#rest = [];
    if (line.length > 0) this.#line(line);
  }
}
