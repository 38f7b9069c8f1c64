import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import type { KubeObject, ResourceType } from '../../api/meta.ts';
import { ConnectionError } from '../../kube/errors.ts';
import { SimulatedApiServer } from '../../kube/simulated/simulated-api-server.ts';
import { connectTo } from '../../kube/simulated/simulated-client.ts';
import { ageSince } from '../age.ts';
import type { CliContext } from '../context.ts';
import type { Host, HostToRead } from '../host.ts';
import { follow } from './follow.ts';

const things: ResourceType = { group: 'example.com', version: 'v1', plural: 'things', kind: 'Thing', namespaced: true };

/** Lets time go on by each of some milliseconds, and everything happen in between that can. */
async function pass(clock: SteppingClock, ...parts: readonly number[]): Promise<void> {
  for (const part of parts) {
    clock.advance(part);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What a person sees of some things that change. */
function begin(options: { readonly screen?: { rows: number; columns: number }; readonly isDocument?: boolean } = {}) {
  const clock = new SteppingClock();
  const server = new SimulatedApiServer({ name: 'host', clock, types: [{ type: things }] });
  const client = connectTo(server);
  const interruption = new AbortController();
  let seen = '';
  const context = {
    clock,
    out: (text: string) => void (seen += text),
    screen: () => options.screen,
    untilInterrupted: (work: (interrupted: AbortSignal) => Promise<unknown>) => work(interruption.signal),
  } as unknown as CliContext;
  const look = async (host: HostToRead) => {
    const { items } = await host.client.list<KubeObject & { colour?: string }>(things, { namespace: 'shop' });
    if (options.isDocument === true) return () => `${JSON.stringify(items.map(({ colour }) => colour))}\n`;
    return (now: number) =>
      `NAME AGE COLOUR\n${items.map((one) => `${one.metadata.name} ${ageSince(one.metadata.creationTimestamp, now)} ${one.colour}\n`).join('')}`;
  };
  const host = { client, namespace: 'system', contextNamespace: 'shop' } as unknown as Host;
  const ended = follow(context, host, options.isDocument === true, look);
  return {
    clock,
    server,
    interruption,
    ended,
    /** What was shown since the last time. */
    async next(milliseconds = 250): Promise<string> {
      await pass(clock, 0, milliseconds, 0);
      const shown = seen;
      seen = '';
      return shown;
    },
    paint: (name: string, colour: string) =>
      client.apply(
        things,
        { namespace: 'shop', name },
        { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { namespace: 'shop', name }, colour },
        { force: true },
      ),
  };
}

describe('follow', () => {
  it('appends the lines that say something new, and not that time goes by', async () => {
    const view = begin();
    await view.paint('sign', 'red');
    await view.paint('wall', 'red');
    assert.equal(await view.next(), 'NAME AGE COLOUR\nsign 0s red\nwall 0s red\n');
    assert.equal(await view.next(20_000), '');
    await view.paint('wall', 'blue');
    assert.equal(await view.next(), 'wall 20s blue\n');
    view.interruption.abort();
    await view.ended;
  });

  it('shows many changes of a moment together', async () => {
    const view = begin();
    assert.equal(await view.next(), 'NAME AGE COLOUR\n');
    for (const colour of ['red', 'green', 'blue']) await view.paint('sign', colour);
    assert.equal(await view.next(), 'sign 0s blue\n');
    view.interruption.abort();
    await view.ended;
  });

  it('lists once, and watches from then on', async () => {
    const view = begin();
    await view.next();
    for (const colour of ['red', 'green', 'blue']) {
      await view.paint('sign', colour);
      await view.next();
    }
    const reads = view.server.requests.filter(({ verb }) => verb === 'list' || verb === 'watch');
    assert.equal(reads.length, 1);
    view.interruption.abort();
    await view.ended;
  });

  it('paints a terminal over, every second too, and cuts what has no room', async () => {
    const view = begin({ screen: { rows: 3, columns: 12 } });
    for (const name of ['a', 'b']) await view.paint(name, 'a very long colour');
    const first = await view.next();
    assert.ok(first.startsWith('\u001b[2J\u001b[HNAME AGE COL\u001b[K\n'));
    assert.ok(first.endsWith('\u001b[HNAME AGE COL\u001b[K\n... and 2 mo\u001b[K\n\u001b[J'));
    assert.ok((await view.next(1_000)).startsWith('\u001b[HNAME AGE COL'));
    view.interruption.abort();
    await view.ended;
  });

  it('prints each document as a whole when it is another', async () => {
    const view = begin({ isDocument: true });
    assert.equal(await view.next(), '[]\n');
    await view.paint('sign', 'red');
    assert.equal(await view.next(), '["red"]\n');
    assert.equal(await view.next(5_000), '');
    view.interruption.abort();
    await view.ended;
  });

  it('goes on where it was when its watches break', async () => {
    const view = begin();
    await view.next();
    view.server.breakWatches();
    await view.next(5_000);
    await view.paint('sign', 'red');
    assert.equal(await view.next(), 'sign 0s red\n');
    view.interruption.abort();
    await view.ended;
  });
});

/** A look that fails once, and what a person sees of it. */
function trial(error: Error) {
  const clock = new SteppingClock();
  const interruption = new AbortController();
  const told: string[] = [];
  let looks = 0;
  const context = {
    clock,
    out: (text: string) => void told.push(text),
    err: (text: string) => void told.push(text),
    screen: () => undefined,
    untilInterrupted: (work: (interrupted: AbortSignal) => Promise<unknown>) => work(interruption.signal),
  } as unknown as CliContext;
  const host = { client: {}, namespace: '', contextNamespace: '' } as unknown as Host;
  const ended = follow(context, host, false, async () => {
    looks += 1;
    if (looks === 1) throw error;
    return () => 'well again\n';
  });
  return { clock, interruption, told, ended };
}

describe('a look that fails', () => {
  it('is tried again where the host does not answer', async () => {
    const lost = new ConnectionError({
      cluster: 'host',
      server: 'simulated',
      errno: 'ECONNRESET',
      explanation: 'it broke',
    });
    const { clock, interruption, told, ended } = trial(lost);
    await pass(clock, 0, 1_000, 200, 0);
    assert.match(told.join(''), /^warning: host: .*it broke.*\nwell again\n$/);
    interruption.abort();
    await ended;
  });

  it('ends it otherwise', async () => {
    await assert.rejects(trial(new Error('no such type')).ended, /no such type/);
  });
});
