import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FederatedObject } from '../../api/federated-object.ts';
import type { JsonObject } from '../../base/json.ts';
import type { ResourceType } from '../../api/meta.ts';
import { composeTemplate, sealIntent, type Intent } from './compose-intent.ts';

const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
const ref = { namespace: 'shop', name: 'web' };

function federated(template?: JsonObject): FederatedObject {
  return {
    kind: 'FederatedDeployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: template === undefined ? {} : { template },
  };
}

function compose(template?: JsonObject) {
  return composeTemplate(federated(template), deployments, ref);
}

function composed(template?: JsonObject): JsonObject {
  const result = compose(template);
  assert.ok(result.ok);
  return result.object;
}

function seal(object: JsonObject) {
  return sealIntent(object, deployments, ref);
}

describe('composeTemplate', () => {
  it('names the object after the federated one, whatever the template says', () => {
    const object = composed({ metadata: { name: 'other', namespace: 'else', labels: { a: 'b' } } });
    assert.deepEqual(object, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } },
    });
  });

  it('makes an object even of no template', () => {
    assert.deepEqual(composed(), {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
    });
  });

  it('gives an object without a namespace none, and one of the core group no group', () => {
    const namespaces = { ...deployments, group: '', plural: 'namespaces', kind: 'Namespace', namespaced: false };
    const result = composeTemplate(federated({ metadata: { namespace: 'x' } }), namespaces, {
      namespace: '',
      name: 'web',
    });
    assert.ok(result.ok);
    assert.deepEqual(result.object, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } });
  });

  it('leaves out annotations and finalizers, and says so', () => {
    const result = compose({ metadata: { annotations: { a: 'b' }, finalizers: ['x'] } });
    assert.ok(result.ok);
    assert.deepEqual(result.object['metadata'], { name: 'web', namespace: 'shop' });
    assert.deepEqual(
      result.warnings.map(({ reason }) => reason),
      ['AnnotationsNotSupported', 'FinalizersNotSupported'],
    );
  });

  it('leaves out what only a server may set: it would be a precondition there', () => {
    const metadata = { uid: 'u', resourceVersion: '7', generation: 3, creationTimestamp: null, managedFields: [] };
    assert.deepEqual(composed({ metadata })['metadata'], { name: 'web', namespace: 'shop' });
  });

  it('keeps another version of the same group', () => {
    assert.equal(composed({ apiVersion: 'apps/v1beta2' })['apiVersion'], 'apps/v1beta2');
  });

  it('takes an empty apiVersion or kind for none', () => {
    const { apiVersion, kind } = composed({ apiVersion: '', kind: '' });
    assert.deepEqual({ apiVersion, kind }, { apiVersion: 'apps/v1', kind: 'Deployment' });
  });

  const refused: readonly [string, JsonObject, string][] = [
    [
      'another kind',
      { kind: 'Secret' },
      'spec.template.kind is Secret, but FederatedDeployment carries Deployment (apps/v1): correct it or leave it out',
    ],
    [
      'another group',
      { apiVersion: 'v1' },
      'spec.template.apiVersion is v1, but FederatedDeployment carries Deployment (apps/v1): correct it or leave it out',
    ],
    ['metadata that is no object', { metadata: [] }, 'spec.template.metadata must be an object'],
  ];
  for (const [what, template, message] of refused) {
    it(`refuses a template of ${what}`, () => assert.deepEqual(compose(template), { ok: false, message }));
  }

  it('does not change the template', () => {
    const template = { metadata: { name: 'other', annotations: { a: 'b' } }, spec: { replicas: 2 } };
    const before = structuredClone(template);
    composed(template);
    assert.deepEqual(template, before);
  });
});

describe('sealIntent', () => {
  it('puts the managed label on last, so that no override takes it off', () => {
    const intent = seal({
      ...composed(),
      metadata: { name: 'web', namespace: 'shop', labels: { 'kubefed.io/managed': 'false', a: 'b' } },
    });
    assert.deepEqual(((intent as Intent).object['metadata'] as JsonObject)['labels'], {
      'kubefed.io/managed': 'true',
      a: 'b',
    });
  });

  it('gives equal objects equal hashes whatever the order of their keys, and different ones different hashes', () => {
    const a = seal({ ...composed(), spec: { replicas: 1, paused: false } }) as Intent;
    const b = seal({ spec: { paused: false, replicas: 1 }, ...composed() }) as Intent;
    const c = seal({ ...composed(), spec: { replicas: 2, paused: false } }) as Intent;
    assert.equal(a.hash, b.hash);
    assert.notEqual(a.hash, c.hash);
  });

  it('counts what is retained: without it that is to be written again', () => {
    const retention = { fields: ['replicas'], template: composed(), operations: [] } as const;
    const retaining = sealIntent(composed(), deployments, ref, retention) as Intent;
    const plain = seal(composed()) as Intent;
    assert.deepEqual(retaining.object, plain.object);
    assert.notEqual(retaining.hash, plain.hash);
  });

  it('writes with the version the object has', () => {
    assert.equal((seal({ ...composed(), apiVersion: 'apps/v1beta2' }) as Intent).type.version, 'v1beta2');
  });

  it('refuses what overrides have made of another group, or of no shape', () => {
    assert.match(
      (seal({ ...composed(), apiVersion: 'batch/v1' }) as { message: string }).message,
      /not of group "apps"/,
    );
    assert.match(
      (seal({ ...composed(), metadata: 'x' }) as { message: string }).message,
      /metadata that is not an object/,
    );
    const metadata = { name: 'web', namespace: 'shop', labels: 3 };
    assert.match((seal({ ...composed(), metadata }) as { message: string }).message, /labels that is not an object/);
  });

  it('refuses what overrides have made another object', () => {
    for (const metadata of [
      { name: 'other', namespace: 'shop' },
      { name: 'web', namespace: 'else' },
      { name: 'web' },
    ]) {
      assert.match((seal({ ...composed(), metadata }) as { message: string }).message, /kind, name or namespace/);
    }
    assert.match((seal({ ...composed(), kind: 'Secret' }) as { message: string }).message, /kind, name or namespace/);
  });
});
