import { describe, it } from 'node:test';
import type { Federation } from '../federation.ts';
import { configMap } from '../kinds.ts';

const mebibyte = 1024 * 1024;
/** Objects at the limits of what API servers keep. */
export function describeSizes(federation: { readonly current: Federation }): void {
  describe('an object that is too large for a cluster', () => {
    it('is told of in the words of its API server', async () => {
      const scene = await federation.current.scene();
      await scene.apply(configMap, 'large', { template: { data: { colour: 'x'.repeat(1.2 * mebibyte) } } });
      await scene.expectStatus(configMap, 'large', {
        propagation: 'CheckClusters',
        clusters: { bremen: 'CreationFailed', danzig: 'CreationFailed' },
        says: { bremen: /bremen answered 422: .*may not be more than 1048576 bytes/ },
      });
      await scene.apply(configMap, 'large', { template: { data: { colour: 'x'.repeat(mebibyte) } } });
      await scene.expectStatus(configMap, 'large', { propagation: 'True', clusters: { bremen: 'OK', danzig: 'OK' } });
    });
  });
}
