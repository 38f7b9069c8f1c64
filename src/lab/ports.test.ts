import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { PortReservations } from './ports.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

describe('PortReservations', () => {
  it('gives each port away once, also to another program with the same lab', async (test) => {
    const directory = temporaryDirectory(test);
    const [one, other] = [new PortReservations(directory), new PortReservations(directory)];
    const ports = await Promise.all([one.reserveAny(), other.reserveAny(), one.reserveAny(), other.reserveAny()]);
    assert.equal(new Set(ports).size, ports.length);
  });

  it('names the port that somebody listens on', async (test) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const reservations = new PortReservations(temporaryDirectory(test));
    await assert.rejects(reservations.reserve(port), {
      name: 'LabError',
      message: `port ${port} on 127.0.0.1 is in use`,
    });
  });

  it('takes a released port back', async (test) => {
    const reservations = new PortReservations(temporaryDirectory(test));
    const port = await reservations.reserveAny();
    await assert.rejects(reservations.reserve(port), { name: 'LabError' });
    reservations.release(port);
    assert.equal(await reservations.reserve(port), port);
  });
});
