import { phases, type BurstTimes, type Phase } from './burst.ts';
import { percentile, spreadOf } from './distribution.ts';
import type { BenchResult } from './run-bench.ts';

/** Cells as they are printed. */
export interface ReportTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Round = BenchResult['rounds'][number];
type Counts = Readonly<Record<string, number>>;

/** What Hansa has to reach with 1,000 objects in 3 members on 2 cores. */
const bars = {
  ratio: 1.5,
  p50Ms: 8,
  p99Ms: 20,
  hostWrites: { create: 2, update: 1, delete: 1 },
  cpuMs: 3,
  memoryMiB: 150,
  restartSeconds: 1.5,
} as const;

/** The result as tables for people. Figures are medians over the rounds, with the least and the most where they differ. */
export function reportTables(result: BenchResult): ReportTable[] {
  const { rounds } = result;
  return [
    burstTable(result),
    latencyTable(result),
    costTable(rounds),
    writesTable(rounds),
    memoryTable(result),
    restartTable(result),
  ];
}

/** What was measured on what, in a line. */
export function describeRun({ machine, settings }: BenchResult): string {
  const { cores, processor, memoryGiB, node, kubernetes } = machine;
  const { objects, members, rounds } = settings;
  return (
    `${cores} cores (${processor}), ${memoryGiB} GiB, Node ${node}, Kubernetes ${kubernetes}; ` +
    `${objects} objects of 1 KB, ${members} members, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
  );
}

function burstTable({ rounds, settings }: BenchResult): ReportTable {
  const row = (phase: Phase) => {
    const floor = rounds.map((round) => round.floor.bursts[phase]);
    const hansa = rounds.map((round) => round.hansa.bursts[phase]);
    const ratios = hansa.map(({ seconds }, round) => seconds / (floor[round]?.seconds ?? Number.NaN));
    return [
      phase,
      formatSpread(floor.map(secondsOf), 2),
      formatSpread(hansa.map(secondsOf), 2),
      formatSpread(ratios, 2),
      `<= ${bars.ratio}`,
      formatSpread(floor.map(userSecondsOf), 2),
      formatSpread(hansa.map(userSecondsOf), 2),
    ];
  };
  const title = `BURST OF ${settings.objects}`;
  const headings = [title, 'FLOOR s', 'HANSA s', 'RATIO', 'BAR', 'USER s (FLOOR)', 'USER s (HANSA)'];
  return { headings, rows: phases.map(row) };
}

function secondsOf({ seconds }: BurstTimes): number {
  return seconds;
}

function userSecondsOf({ userSeconds }: BurstTimes): number {
  return userSeconds;
}

function latencyTable({ rounds, settings }: BenchResult): ReportTable {
  const row = (side: keyof Round) => {
    const figure = (percent: number) => rounds.map((round) => percentile(round[side].latencies, percent));
    return [side, formatSpread(figure(50), 1), formatSpread(figure(90), 1), formatSpread(figure(99), 1)];
  };
  const bar = ['bar', `<= ${bars.p50Ms}`, '', `<= ${bars.p99Ms}`];
  const headings = [`LATENCY AT ${settings.pace.rate}/s`, 'P50 ms', 'P90 ms', 'P99 ms'];
  return { headings, rows: [row('floor'), row('hansa'), bar] };
}

function costTable(rounds: readonly Round[]): ReportTable {
  const row = (phase: Phase) => {
    const bursts = rounds.map(({ hansa }) => hansa.bursts[phase]);
    const hostWrites = bursts.map((burst) => sum(burst.hostWrites));
    const memberWrites = bursts.map((burst) => sum(burst.memberWrites));
    const cpuMs = bursts.map((burst) => burst.cpuMs);
    return [
      phase,
      formatSpread(hostWrites, 2),
      `<= ${bars.hostWrites[phase]}`,
      formatSpread(memberWrites, 2),
      formatSpread(cpuMs, 2),
      `<= ${bars.cpuMs}`,
    ];
  };
  const headings = ['COST OF ONE', 'HOST WRITES', 'BAR', 'MEMBER WRITES', 'CPU ms', 'BAR'];
  return { headings, rows: phases.map(row) };
}

/** The writes of the table before, by what they were. */
function writesTable(rounds: readonly Round[]): ReportTable {
  const rows = [...rowsOfWrites('host', 'hostWrites', rounds), ...rowsOfWrites('members', 'memberWrites', rounds)];
  return { headings: ['WRITES FOR ONE', ...phases.map((phase) => phase.toUpperCase())], rows };
}

function rowsOfWrites(where: string, side: 'hostWrites' | 'memberWrites', rounds: readonly Round[]): string[][] {
  const of = ({ hansa }: Round, phase: Phase) => hansa.bursts[phase][side];
  const figures = (kind: string, phase: Phase) => rounds.map((round) => of(round, phase)[kind] ?? 0);
  return kindsOf(rounds.flatMap((round) => phases.map((phase) => of(round, phase)))).map((kind) =>
    [`${where}: ${kind}`].concat(phases.map((phase) => formatSpread(figures(kind, phase), 2))),
  );
}

function memoryTable({ rounds, settings }: BenchResult): ReportTable {
  const inPlace = rounds.map(({ hansa }) => hansa.memoryMiB);
  const peak = rounds.map(({ hansa }) => hansa.peakMemoryMiB);
  return {
    headings: ['CONTROLLER MEMORY', 'MiB', 'BAR'],
    rows: [
      [`${settings.objects} x ${settings.members} in place`, formatSpread(inPlace, 0), `<= ${bars.memoryMiB}`],
      ['at its peak', formatSpread(peak, 0), ''],
    ],
  };
}

function restartTable({ restarts, settings }: BenchResult): ReportTable {
  const row = (name: string, side: 'hostWrites' | 'memberWrites') => {
    const writes = restarts.map((restart) => restart[side]);
    return [name, formatSpread(writes.map(sum), 0), '0', kindsOf(writes).join(', ')];
  };
  const seconds = restarts.map(({ newObjectSeconds }) => newObjectSeconds);
  return {
    headings: [`RESTART WITH ${settings.objects} x ${settings.members}`, 'MEASURED', 'BAR', 'WHICH'],
    rows: [
      row('member writes', 'memberWrites'),
      row('host writes', 'hostWrites'),
      ['new object everywhere, s', formatSpread(seconds, 2), `<= ${bars.restartSeconds}`, ''],
    ],
  };
}

/** `1.31 (1.28-1.40)`, or one figure where the ends print alike. */
export function formatSpread(values: readonly number[], digits: number): string {
  const { median, least, most } = spreadOf(values);
  const [low, high] = [least.toFixed(digits), most.toFixed(digits)];
  return low === high ? low : `${median.toFixed(digits)} (${low}-${high})`;
}

function kindsOf(each: readonly Counts[]): string[] {
  return [...new Set(each.flatMap((counts) => Object.keys(counts)))].sort();
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
