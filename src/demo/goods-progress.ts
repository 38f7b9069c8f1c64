import type { FederatedObject } from '../api/federated-object.ts';
import { formatGoods, isDone, readRow, type Row } from './goods-table.ts';
import type { Paint } from './narrator.ts';
import type { DemoMember, Good } from './shop.ts';
import { findIn, type Stage } from './stage.ts';

/** How far some objects are on their way into the members, and how long each has taken. */
export class GoodsProgress {
  readonly #stage: Stage;
  readonly #goods: readonly Good[];
  readonly #members: readonly DemoMember[];
  readonly #accepted = new Map<Good, number>();
  readonly #tookMs = new Map<Good, number>();
  #rows: readonly Row[] = [];

  constructor(stage: Stage, goods: readonly Good[], members: readonly DemoMember[]) {
    this.#stage = stage;
    this.#goods = goods;
    this.#members = members;
  }

  get isDone(): boolean {
    return this.#rows.every(isDone);
  }

  /** Takes in what there is now. */
  look(): void {
    this.#rows = this.#goods.map((good) => this.#read(good));
  }

  format(paint: Paint): string[] {
    const tookMs = this.#goods.map((good) => this.#tookMs.get(good));
    return formatGoods(this.#rows, tookMs, this.#members, paint);
  }

  #read(good: Good): Row {
    const { lookout, clock } = this.#stage;
    const federated = lookout.find<FederatedObject>('host', good.federated, good.federatedRef);
    const live = this.#members.map(({ name }) => findIn(this.#stage, name, good));
    const row = readRow(good, federated, this.#members, live);
    if (federated && !this.#accepted.has(good)) this.#accepted.set(good, clock.now());
    const since = this.#accepted.get(good);
    if (since !== undefined && isDone(row) && !this.#tookMs.has(good)) this.#tookMs.set(good, clock.now() - since);
    return row;
  }
}
