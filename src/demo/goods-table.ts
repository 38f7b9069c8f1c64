import type { FederatedObject } from '../api/federated-object.ts';
import type { KubeObject } from '../api/meta.ts';
import { isPropagated, reportObject } from '../cli/status/object-report.ts';
import { availableOf, imageOf, isAvailable, replicasOf, type Deployment } from './deployment.ts';
import { formatElapsed, type Paint } from './narrator.ts';
import type { DemoMember, Good } from './shop.ts';

/** One object in one member: `waiting` to be as it should, `there` as wanted, or not there because it is meant for others. */
export interface Cell {
  readonly state: 'waiting' | 'there' | 'elsewhere';
  readonly text: string;
}

/** One object in all members. */
export interface Row {
  readonly label: string;
  readonly cells: readonly Cell[];
  /** Whether the host says that it is as wanted everywhere. */
  readonly propagated: boolean;
}

/** What an object on the host and what each member has of it come to; live holds them in the order of members. */
export function readRow(
  { label, isFor }: Pick<Good, 'label' | 'isFor'>,
  federated: FederatedObject | undefined,
  members: readonly DemoMember[],
  live: readonly (KubeObject | undefined)[],
): Row {
  const propagated = federated !== undefined && isPropagated(reportObject('', federated));
  return { label, propagated, cells: members.map((member, index) => readCell(live[index], isFor(member))) };
}

/** Whether the object is in the members it should be in, in no other, and the host says so. */
export function isDone({ propagated, cells }: Row): boolean {
  return propagated && cells.every(({ state }) => state !== 'waiting');
}

function readCell(live: KubeObject | undefined, isWanted: boolean): Cell {
  if (live === undefined) return { state: isWanted ? 'waiting' : 'elsewhere', text: '' };
  if (!isWanted) return { state: 'waiting', text: 'should not be' };
  const deployment = live as Deployment;
  if (deployment.spec?.template === undefined) return { state: 'there', text: '' };
  const replicas = replicasOf(deployment);
  if (isAvailable(deployment)) return { state: 'there', text: `${replicas} × ${imageOf(deployment)}` };
  return { state: 'waiting', text: `${availableOf(deployment)} of ${replicas} ready` };
}

const labelWidth = 18;
const cellWidth = 17;
const timeWidth = 6;
const marks = { waiting: '·', there: '✓', elsewhere: '–' } as const;
const styles = { waiting: 'yellow', there: 'green', elsewhere: 'dim' } as const;

/**
 * The rows under the names and labels of the members, in lines of at most 75 columns. tookMs is how long each row took to
 * be done, undefined as long as it is not.
 */
export function formatGoods(
  rows: readonly Row[],
  tookMs: readonly (number | undefined)[],
  members: readonly DemoMember[],
  paint: Paint,
): string[] {
  return [
    paint('bold', formatHeading(members.map(({ name }) => name))),
    paint('dim', formatHeading(members.map(({ region, tier }) => `${region} ${tier}`))),
    ...rows.map((row, index) => formatRow(row, tookMs[index], paint)),
  ];
}

function formatHeading(cells: readonly string[]): string {
  return [''.padEnd(labelWidth), ...cells.map((cell) => cell.padEnd(cellWidth))].join('').trimEnd();
}

function formatRow({ label, cells }: Row, tookMs: number | undefined, paint: Paint): string {
  const time = tookMs === undefined ? '' : formatElapsed(tookMs);
  const formatted = cells.map((cell) => formatCell(cell, paint)).join('');
  return `${label.padEnd(labelWidth)}${formatted}${paint('dim', time.padStart(timeWidth))}`.trimEnd();
}

function formatCell({ state, text }: Cell, paint: Paint): string {
  return `${paint(styles[state], marks[state])} ${text.padEnd(cellWidth - 2)}`;
}
