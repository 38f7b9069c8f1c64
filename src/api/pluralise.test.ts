import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pluralise } from './pluralise.ts';

describe('pluralise', () => {
  const plurals: readonly [kind: string, plural: string][] = [
    ['FederatedConfigMap', 'federatedconfigmaps'],
    ['Ingress', 'ingresses'],
    ['Box', 'boxes'],
    ['Switch', 'switches'],
    ['Mesh', 'meshes'],
    ['Quiz', 'quizes'],
    ['Hero', 'heroes'],
    ['NetworkPolicy', 'networkpolicies'],
    ['Gateway', 'gatewaies'],
  ];
  for (const [kind, plural] of plurals) {
    it(`makes ${plural} of ${kind}`, () => assert.equal(pluralise(kind), plural));
  }
});
