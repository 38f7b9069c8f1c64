import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CommanderError } from 'commander';
import { ApiError, ConnectionError } from '../kube/errors.ts';
import { CommandFailure, failureOf, reportFailure, UsageFailure, warningOf } from './failure.ts';

function answer(status: number, serverMessage: string, path = '/api/v1/secrets'): ApiError {
  return new ApiError({ cluster: 'bremen', method: 'GET', path, status, reason: '', serverMessage });
}

describe('reportFailure', () => {
  it('exits 1 for what could not be done and 2 for what makes no sense', () => {
    const failure = new CommandFailure('no', { next: 'do this' });
    assert.deepEqual(reportFailure(failure), { exitCode: 1, text: 'error: no\nhint: do this\n' });
    assert.deepEqual(reportFailure(new UsageFailure('what')), { exitCode: 2, text: 'error: what\n' });
  });

  it('adds nothing to what the command line parser has said, and exits 0 for help', () => {
    assert.deepEqual(reportFailure(new CommanderError(0, 'commander.helpDisplayed', '')), { exitCode: 0, text: '' });
    assert.deepEqual(reportFailure(new CommanderError(1, 'commander.unknownOption', 'x')), { exitCode: 2, text: '' });
  });

  it('says what to do about credentials, rights and a cluster without our types', () => {
    const cases: [ApiError, RegExp][] = [
      [answer(401, 'Unauthorized'), /^error: bremen: .*\(401 Unauthorized\)\nhint: .*expired/],
      [answer(403, 'secrets is forbidden'), /^error: bremen: secrets is forbidden\nhint: .*more rights/],
      [
        answer(404, '404 page not found', '/apis/core.kubefed.io/v1beta1/x'),
        /does not know Hansa's types .*\nhint: .*"hansa init"/,
      ],
      [answer(404, '404 page not found', '/apis/other.example/v1/x'), /^error: bremen: GET .*404 page not found\n$/],
      [
        answer(404, 'kubefedclusters.core.kubefed.io "x" not found', '/apis/core.kubefed.io/v1beta1/x'),
        /^error: bremen: GET .*"x" not found\n$/,
      ],
      [answer(500, 'oops'), /^error: bremen: GET \/api\/v1\/secrets: 500 oops\n$/],
    ];
    for (const [error, text] of cases) assert.match(reportFailure(error).text, text);
  });

  it('passes on what a connection error says already', () => {
    const error = new ConnectionError({ cluster: 'bremen', server: 'https://b', errno: 'X', explanation: 'check it' });
    assert.equal(reportFailure(error).text, 'error: bremen: https://b: check it\n');
  });

  it('shows where a fault of the program is', () => {
    assert.match(
      reportFailure(new TypeError('x is not a function')).text,
      /TypeError: x is not a function\n +at .*failure\.test/,
    );
  });
});

describe('failureOf', () => {
  it('keeps the advice of the step and adds what to do after that', () => {
    const step = new CommandFailure('no token', { next: 'start it' });
    const failure = failureOf('joining bremen broke off', step, undefined, 'run it again');
    assert.equal(warningOf(failure), 'warning: joining bremen broke off: no token\nhint: start it; run it again\n');
    assert.equal(failure.cause, step);
  });

  it('takes other advice in its place', () => {
    const step = new CommandFailure('no token', { next: 'start it' });
    assert.equal(failureOf('joining', step, 'wait').next, 'wait');
    assert.equal(failureOf('joining', new CommandFailure('no')).next, undefined);
  });
});
