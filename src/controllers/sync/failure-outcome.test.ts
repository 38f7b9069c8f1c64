import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError, type ApiErrorFields } from '../../kube/errors.ts';
import type { Aim } from './aim.ts';
import { isMissingType, outcomeOfFailure, pauseAfter, pendingStatus } from './failure-outcome.ts';

const ships = { group: 'sea.test', version: 'v1', plural: 'ships', kind: 'Ship', namespaced: true };
const present: Aim = { kind: 'problem', problem: { status: 'ComputeResourceFailed', message: '' } };
const absent: Aim = { kind: 'absent', verify: true, options: {} };
const released: Aim = { kind: 'released' };

function failure(fields: Partial<ApiErrorFields>): ApiError {
  const request = { cluster: 'bremen', method: 'PATCH', path: '/apis/sea.test/v1/ships/cog' };
  return new ApiError({ ...request, status: 500, reason: '', serverMessage: 'no', ...fields });
}

function failed(aim: Aim, exists: boolean) {
  return outcomeOfFailure(failure({}), aim, exists, ships, 'bremen').status;
}

describe('what a failed operation means', () => {
  it('is named after what was tried', () => {
    assert.deepEqual(
      [failed(present, false), failed(present, true), failed(absent, true), failed(released, true)],
      ['CreationFailed', 'UpdateFailed', 'DeletionFailed', 'LabelRemovalFailed'],
    );
    assert.deepEqual(
      [
        pendingStatus(present, false),
        pendingStatus(present, true),
        pendingStatus(absent, true),
        pendingStatus(released, true),
      ],
      ['CreationTimedOut', 'UpdateTimedOut', 'DeletionTimedOut', 'LabelRemovalTimedOut'],
    );
  });

  it("is told in the server's words", () => {
    const outcome = outcomeOfFailure(
      failure({ status: 403, serverMessage: 'not allowed' }),
      present,
      true,
      ships,
      'bremen',
    );
    assert.deepEqual(outcome, { status: 'UpdateFailed', message: 'bremen answered 403: not allowed' });
  });

  it('is told apart when the cluster lacks the type, which is not that it lacks the namespace', () => {
    const lacking = failure({ status: 404, serverMessage: '404 page not found' });
    assert.ok(isMissingType(lacking));
    assert.match(
      outcomeOfFailure(lacking, present, false, ships, 'bremen').message ?? '',
      /bremen does not serve ships\.sea\.test \(v1\): install its CustomResourceDefinition there/,
    );
    assert.equal(
      isMissingType(failure({ status: 404, reason: 'NotFound', serverMessage: 'namespaces "shop" not found' })),
      false,
    );
  });
});

describe('pauseAfter', () => {
  it('is as long as the server says, a second when it says nothing, a minute at most', () => {
    assert.equal(pauseAfter(failure({ status: 429, retryAfterMs: 5_000 })), 5_000);
    assert.equal(pauseAfter(failure({ status: 429 })), 1_000);
    assert.equal(pauseAfter(failure({ status: 429, retryAfterMs: 86_400_000 })), 60_000);
  });
});
