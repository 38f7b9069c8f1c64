import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { federatedTypeConfigType } from '../../../src/api/federated-type-config.ts';
import { kubeFedClusterType } from '../../../src/api/kubefed-cluster.ts';
import { kubeFedConfigType } from '../../../src/api/kubefed-config.ts';
import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';
import { refOf } from '../../../src/api/meta.ts';
import { schedulingPreferenceType } from '../../../src/api/scheduling-preference.ts';
import type { AdmissionCase, Refusal, StatusCase } from '../../../src/api/testing/admission-case.ts';
import { kubeFedClusterCases, kubeFedClusterStatusCases } from '../../../src/api/testing/kubefed-cluster-cases.ts';
import { kubeFedConfigCases } from '../../../src/api/testing/kubefed-config-cases.ts';
import { schedulingPreferenceCases } from '../../../src/api/testing/scheduling-preference-cases.ts';
import { typeConfigCases, typeConfigStatusCases } from '../../../src/api/testing/type-config-cases.ts';
import { ApiError } from '../../../src/kube/errors.ts';
import { useKindsHost } from './kinds-host.ts';

const host = useKindsHost();

/** Fails unless the write is accepted, or refused for the field and the reason given. */
async function assertAdmission(write: Promise<unknown>, refused: Refusal | undefined): Promise<void> {
  if (!refused) {
    await write;
    return;
  }
  const { field, why = '' } = refused;
  await assert.rejects(write, (error: unknown) => {
    assert.ok(error instanceof ApiError && error.isInvalid, String(error));
    const blamed = error.causes.some(
      (cause) => (cause.field === field || cause.field?.startsWith(`${field}[`)) && cause.message?.includes(why),
    );
    assert.ok(blamed, `no cause says "${field}: … ${why}":\n${error.serverMessage}`);
    return true;
  });
}

function describeAdmission(type: ResourceType, cases: readonly AdmissionCase[]): void {
  describe(`admission of ${type.kind}`, () => {
    for (const { title, object, refused } of cases) {
      it(`${refused ? 'refuses' : 'accepts'} ${title}`, () =>
        assertAdmission(host.client.create(type, object, { dryRun: true }), refused));
    }
  });
}

function describeStatusAdmission(type: ResourceType, object: KubeObject, cases: readonly StatusCase[]): void {
  describe(`admission of the status of ${type.kind}`, () => {
    for (const { title, status, refused } of cases) {
      it(`${refused ? 'refuses' : 'accepts'} ${title}`, async (t) => {
        await host.client.create(type, object);
        t.after(() => host.client.delete(type, refOf(object)));
        await assertAdmission(
          host.client.mergePatch(type, refOf(object), { status }, { subresource: 'status' }),
          refused,
        );
      });
    }
  });
}

describeAdmission(kubeFedClusterType, kubeFedClusterCases);
describeStatusAdmission(kubeFedClusterType, kubeFedClusterCases[0]!.object, kubeFedClusterStatusCases);
describeAdmission(schedulingPreferenceType, schedulingPreferenceCases);
describeAdmission(federatedTypeConfigType, typeConfigCases);
describeStatusAdmission(federatedTypeConfigType, typeConfigCases[0]!.object, typeConfigStatusCases);
describeAdmission(kubeFedConfigType, kubeFedConfigCases);
