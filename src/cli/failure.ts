import { CommanderError } from 'commander';
import { coreGroup, typesGroup } from '../api/names.ts';
import { CredentialError } from '../kube/access.ts';
import { ApiError, ConnectionError } from '../kube/errors.ts';
import { KubeconfigError } from '../kube/kubeconfig/error.ts';
import { LabError } from '../lab/lab-error.ts';

export interface FailureOptions {
  readonly next?: string | undefined;
  /** What kubefedctl says of it, where that is something else: scripts look for its words. */
  readonly kubefed?: string | undefined;
  readonly cause?: unknown;
}

/** A command could not do what it was asked: message says what was wrong and where, next what to do about it. */
export class CommandFailure extends Error {
  readonly code: string = 'HANSA_COMMAND';
  readonly next: string | undefined;
  readonly kubefed: string | undefined;

  constructor(message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'CommandFailure';
    this.next = options.next;
    this.kubefed = options.kubefed;
  }
}

/** The command line itself makes no sense; the process exits 2 instead of 1. */
export class UsageFailure extends CommandFailure {
  override readonly code = 'HANSA_USAGE';
}

export interface FailureReport {
  readonly exitCode: number;
  /** What standard error shows; empty when all has been said. */
  readonly text: string;
}

/** The one place that turns whatever a command threw into an exit code and words for a person. */
export function reportFailure(error: unknown): FailureReport {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2, text: '' };
  return { exitCode: error instanceof UsageFailure ? 2 : 1, text: describe('error', error) };
}

/** Whatever a command threw, in kubefedctl's words where it has some. */
export function explainToKubeFed(error: unknown): Explanation {
  const { message, kubefed = message, next } = explain(error);
  return { message: kubefed, next };
}

/** The words for a failure that the command goes on from. */
export function warningOf(error: unknown): string {
  return describe('warning', error);
}

function describe(severity: 'error' | 'warning', error: unknown): string {
  const { message, next } = explain(error);
  return `${severity}: ${message}\n${next === undefined ? '' : `hint: ${next}\n`}`;
}

/**
 * The failure of a step, told as the failure of what the step was for. Its advice is next, else the step's own; then
 * is what to do after that.
 */
export function failureOf(what: string, error: unknown, next?: string, then?: string): CommandFailure {
  const cause = explain(error);
  const advice = [next ?? cause.next, then].filter((part) => part !== undefined);
  return new CommandFailure(`${what}: ${cause.message}`, {
    cause: error,
    // kubefedctl does not say which step it was.
    kubefed: cause.kubefed ?? cause.message,
    ...(advice.length === 0 ? {} : { next: advice.join('; ') }),
  });
}

export interface Explanation {
  readonly message: string;
  readonly next?: string | undefined;
  readonly kubefed?: string | undefined;
}

function explain(error: unknown): Explanation {
  if (error instanceof CommandFailure || error instanceof LabError) return error;
  if (error instanceof ApiError) return explainAnswer(error);
  if (isPlain(error)) return { message: error.message };
  // Anything else is a fault of the program: whoever reports it needs the place.
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Errors whose message says already what to do. */
function isPlain(error: unknown): error is Error {
  return [ConnectionError, CredentialError, KubeconfigError].some((type) => error instanceof type);
}

function explainAnswer(error: ApiError): Explanation {
  if (error.isUnauthorized) {
    return {
      message: `${error.cluster}: the API server does not accept the credentials (401 Unauthorized)`,
      next: 'the token or certificate in the kubeconfig has probably expired or was revoked; get a new one and run the command again',
    };
  }
  if (error.isForbidden) {
    return {
      message: `${error.cluster}: ${error.serverMessage}`,
      next: 'use a kubeconfig context with more rights in that cluster, or ask whoever administers it',
    };
  }
  if (error.isNotFound && isMissingType(error)) {
    return {
      message: `${error.cluster}: the cluster does not know Hansa's types (${error.path})`,
      next: `run "hansa init" to install them, or choose another cluster with --host-cluster-context`,
    };
  }
  return { message: error.message };
}

/** A server without the CRD answers 404 without naming an object, in one way or another. */
function isMissingType(error: ApiError): boolean {
  const isOurs = [coreGroup, typesGroup].some((group) => error.path.startsWith(`/apis/${group}/`));
  return isOurs && /could not find the requested resource|^404 page not found/.test(error.serverMessage);
}
