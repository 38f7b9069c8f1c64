import { isJsonObject, type Json } from '../../base/json.ts';
import { CredentialError, type ClientCertificate } from '../access.ts';

/** What a plugin handed out. */
export interface ExecStatus {
  readonly token?: string;
  readonly clientCertificate?: ClientCertificate;
  /** Milliseconds since the epoch; absent means until it is refused. */
  readonly expires?: number;
}

/** Reads a plugin's answer, an ExecCredential; throws CredentialError, without a word of the answer, for anything else. */
export function parseExecCredential(output: string, apiVersion: string): ExecStatus {
  const answer = parseJson(output);
  if (!isJsonObject(answer) || answer['kind'] !== 'ExecCredential') {
    throw new CredentialError('its answer is not an ExecCredential');
  }
  if (answer['apiVersion'] !== apiVersion) {
    const got = typeof answer['apiVersion'] === 'string' ? answer['apiVersion'].slice(0, 80) : 'none';
    throw new CredentialError(
      `it answers in apiVersion ${got}, while the kubeconfig's exec.apiVersion is ${apiVersion}`,
    );
  }
  const status = answer['status'];
  if (!isJsonObject(status)) throw new CredentialError('its answer has no status');
  return parseStatus(status);
}

function parseStatus(status: { readonly [key: string]: Json | undefined }): ExecStatus {
  const [token, cert, key, expiry] = ['token', 'clientCertificateData', 'clientKeyData', 'expirationTimestamp'].map(
    (name) => text(status[name], name),
  );
  if (token === undefined && cert === undefined && key === undefined) {
    throw new CredentialError('its answer has neither status.token nor status.clientCertificateData');
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new CredentialError(
      'its answer must have both status.clientCertificateData and status.clientKeyData, or neither',
    );
  }
  const expires = expiry === undefined ? undefined : Date.parse(expiry);
  if (Number.isNaN(expires)) throw new CredentialError('its status.expirationTimestamp is not a time (RFC 3339)');
  return {
    ...(token === undefined ? {} : { token }),
    ...(cert === undefined || key === undefined ? {} : { clientCertificate: { cert, key } }),
    ...(expires === undefined ? {} : { expires }),
  };
}

function text(value: Json | undefined, name: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new CredentialError(`its status.${name} is not a string`);
  return value;
}

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
