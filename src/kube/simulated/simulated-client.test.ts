import { after, before, describe, it } from 'node:test';
import { SteppingClock } from '../../base/stepping-clock.ts';
import { clientContract, contractTypes, openContractNamespace } from '../testing/client-contract.ts';
import { SimulatedApiServer } from './simulated-api-server.ts';
import { connectTo } from './simulated-client.ts';

describe('a client of the simulated API server', () => {
  const { configMaps, pods, namespaces, widgets } = contractTypes;
  const client = connectTo(
    new SimulatedApiServer({
      name: 'simulated',
      clock: new SteppingClock(),
      types: [
        { type: namespaces },
        { type: configMaps },
        { type: pods, hasStatus: true },
        { type: widgets, hasStatus: true, countsGenerations: true },
      ],
    }),
  );
  before(() => openContractNamespace(client));
  after(() => client.close());

  for (const [promise, check] of Object.entries(clientContract)) it(promise, () => check(client));
});
