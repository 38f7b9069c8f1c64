import { z } from 'zod';
import { ruled, textRule } from './rule.ts';

const scheme = '[A-Za-z][-+.A-Za-z0-9]*';
const host = '(\\[[0-9A-Fa-f:.]+\\]|[^\\]\\[\\s/?#@:]+)';
const port = '0*(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})';
const namesHost = `^(${scheme}://${host}(:[^:/?#]*)?([/?#].*)?|${host}(:[^:/]+)?(/[^/].*|/)?)$`;

/** Where a member's API server is: host, host:port or URL, as client-go reads it. */
export const apiEndpoint = ruled(
  z.string().min(1).max(2048),
  textRule({
    when: '://',
    pattern: '^(?i:https?)://',
    message: "scheme must be http or https, as in 'https://api.example.com:6443'",
  }),
  textRule({
    when: '^[^:/]+(:[^/]*)?/.',
    pattern: '://',
    message: "host must be a URL or a host:port pair: write 'https://' in front of an endpoint that has a path",
  }),
  textRule({
    pattern: namesHost,
    message: 'must name a host, as host, host:port or URL; an IPv6 address stands in brackets',
  }),
  textRule({
    when: namesHost,
    pattern: `^(${scheme}://)?${host}(:${port})?([/?#].*)?$`,
    message: 'port must be a number between 1 and 65535, inclusive',
  }),
);

/** The URL of an apiEndpoint that keeps the rules above: `https://` is what it means when it says no scheme. */
export function endpointUrl(endpoint: string): string {
  return endpoint.includes('://') ? endpoint : `https://${endpoint}`;
}
