import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClusterPropagationStatus } from '../../../src/api/federated-object.ts';
import { ofWrites, type Fault } from '../fault-proxy.ts';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';
import { Model } from '../model.ts';
import { createRandom } from '../random.ts';
import { usualLatency } from './latency.ts';

interface Misbehaviour {
  readonly title: string;
  readonly fault: Fault;
  readonly status: ClusterPropagationStatus;
  readonly says: RegExp;
}

const misbehaviours: readonly Misbehaviour[] = [
  {
    title: 'answers 500',
    fault: { kind: 'answers', status: 500 },
    status: 'CreationFailed',
    says: /danzig answered 500: out of order/,
  },
  {
    title: 'asks to wait (429)',
    fault: { kind: 'answers', status: 429, headers: { 'retry-after': '1' } },
    status: 'CreationTimedOut',
    says: /danzig asks to wait \(429.*tried again then/,
  },
  {
    title: 'sends elsewhere (307)',
    fault: { kind: 'answers', status: 307, headers: { location: 'https://127.0.0.1:1/' } },
    status: 'CreationFailed',
    says: /danzig answered 307/,
  },
  { title: 'never answers', fault: { kind: 'hangs' }, status: 'CreationTimedOut', says: /has not answered yet/ },
  { title: 'breaks off', fault: { kind: 'resets' }, status: 'CreationFailed', says: /danzig: .*127\.0\.0\.1/ },
];
const namesOf = (prefix: string) => Array.from({ length: 11 }, (_, index) => `${prefix}-${index}`);

/** A server that looks healthy and fails all writes. */
export function describeMisbehaviour(federation: { readonly current: Federation }): void {
  describe('a cluster that fails its writes', () => {
    for (const { title, fault, status, says } of misbehaviours) {
      it(`and ${title} is told apart, costs the others nothing, and is worked on when it is well`, async () => {
        const { current } = federation;
        const scene = await current.scene();
        await scene.expectInNamespace('bremen');
        await scene.expectInNamespace('danzig');
        const before = await usualLatency(current, scene, 'bremen', namesOf('before'));
        current.proxy('danzig').break(fault, ofWrites);
        const during = await usualLatency(current, scene, 'bremen', namesOf('during'));
        await scene.expectStatus(configMap, 'during-0', {
          propagation: 'CheckClusters',
          clusters: { bremen: 'OK', danzig: status },
          says: { danzig: says },
        });
        current.proxy('danzig').mend();
        for (const name of namesOf('during')) {
          await scene.expectStatus(configMap, name, { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
        }
        assert.ok(during < before * 2 + 20, `latency in bremen ${before} ms before, ${during} ms during`);
      });
    }

    it('and is slow ends with exactly what was wanted last', async () => {
      const { current } = federation;
      const scene = await current.scene();
      await scene.expectInNamespace('danzig');
      current.proxy('danzig').break({ kind: 'is slow', byMs: 100 }, ofWrites);
      const model = new Model(current, scene);
      const random = createRandom(1);
      const names = Array.from({ length: 10 }, () => model.freshName());
      for (let change = 0; change < 8; change++) {
        await Promise.all(
          names.map((name) =>
            model.wish(name, { clusters: random.some(['bremen', 'danzig'], 0.5), colour: `colour-${change}` }),
          ),
        );
      }
      for (const member of ['bremen', 'danzig']) await model.expectIn(member);
      await model.expectStatuses();
      current.proxy('danzig').mend();
    });
  });
}
