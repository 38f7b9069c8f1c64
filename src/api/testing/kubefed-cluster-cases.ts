import type { AdmissionCase, StatusCase } from './admission-case.ts';

const spec = { apiEndpoint: 'https://api.example.com:6443', secretRef: { name: 'member-1-token' } };

function cluster(name: string, changes: object): AdmissionCase['object'] {
  return {
    apiVersion: 'core.kubefed.io/v1beta1',
    kind: 'KubeFedCluster',
    metadata: { name, namespace: 'default' },
    spec: { ...spec, ...changes },
  };
}

const schemes = ['', 'http://', 'https://'];
const hosts = ['example.com', 'my.example.com', '192.0.2.219', '[2001:db8:25a4:8d2::1]'];
const ports = ['', ':1', ':80', ':8080', ':65535'];
const paths = ['', '/', '/path/to/endpoint'];

/** Every endpoint KubeFed's own tests accept. */
export const acceptedEndpoints: readonly string[] = schemes.flatMap((scheme) =>
  hosts.flatMap((host) =>
    ports.flatMap((port) =>
      paths.filter((path) => scheme !== '' || path.length < 2).map((path) => `${scheme}${host}${port}${path}`),
    ),
  ),
);

const needsScheme = 'host must be a URL or a host:port pair';
const badPort = 'port must be a number between 1 and 65535, inclusive';

/** Endpoints that are refused, and a part of what is said about each. */
const refusedEndpoints: readonly (readonly [endpoint: string, why: string | undefined])[] = [
  ['', undefined],
  ['https://', 'must name a host'],
  ['http:///path', 'must name a host'],
  ['example.com/path/to/somewhere', needsScheme],
  ['example.com:8080/path/to/somewhere', needsScheme],
  ['192.0.2.35/path/to/somewhere', needsScheme],
  ['[2001:db8::1]:80/path', needsScheme],
  ['tcp://example.com', 'scheme must be http or https'],
  ['example.com:port80', badPort],
  ['example.com:-80', badPort],
  ['example.com:0', badPort],
  ['example.com:65536', badPort],
  ['https://example.com:0', badPort],
  ['https://example.com:65536/path', badPort],
  ['2001:db8::1', 'an IPv6 address stands in brackets'],
  ['my cluster', 'must name a host'],
];

export const kubeFedClusterCases: readonly AdmissionCase[] = [
  {
    title: 'as kubefedctl join writes it',
    object: {
      ...cluster('joined', { caBundle: 'LS0tLS1CRUdJTg==', proxyURL: '' }),
      status: { conditions: null },
    },
  },
  ...['http://proxy:3128', 'https://proxy.example.com', 'socks5://127.0.0.1:1080'].map((proxyURL) => ({
    title: `proxyURL ${proxyURL}`,
    object: cluster('proxied', { proxyURL }),
  })),
  ...['ftp://proxy', 'proxy:3128', 'proxy', 'http://', '://'].map((proxyURL) => ({
    title: `proxyURL ${proxyURL}`,
    object: cluster('proxied', { proxyURL }),
    refused: { field: 'spec.proxyURL', why: 'proxy URL scheme must be one of: [http, https, socks5]' },
  })),
  ...[['*'], ['SubjectName'], ['SubjectName', 'ValidityPeriod'], []].map((disabledTLSValidations) => ({
    title: `disabledTLSValidations ${disabledTLSValidations.join()}`,
    object: cluster('tls', { disabledTLSValidations }),
  })),
  ...[
    ['*', 'SubjectName'],
    ['ValidityPeriod', '*'],
    ['*', '*'],
  ].map((disabledTLSValidations) => ({
    title: `disabledTLSValidations ${disabledTLSValidations.join()}`,
    object: cluster('tls', { disabledTLSValidations }),
    refused: {
      field: 'spec.disabledTLSValidations',
      why: 'when * is specified, it is expected to be the only option in list',
    },
  })),
  {
    title: 'disabledTLSValidations that does not exist',
    object: cluster('tls', { disabledTLSValidations: ['Chain'] }),
    refused: { field: 'spec.disabledTLSValidations[0]', why: 'supported values: "*", "SubjectName", "ValidityPeriod"' },
  },
  {
    title: 'secretRef without name',
    object: cluster('secret', { secretRef: {} }),
    refused: { field: 'spec.secretRef.name', why: 'Required value' },
  },
  ...['', 'My-Secret', '-secret', 'secret.', 'a..b', 'x'.repeat(254)].map((name) => ({
    title: `secretRef.name ${name.slice(0, 20)}`,
    object: cluster('secret', { secretRef: { name } }),
    refused: { field: 'spec.secretRef.name' },
  })),
  {
    title: 'secretRef.name with dots',
    object: cluster('secret', { secretRef: { name: 'member-1.token.0' } }),
  },
  {
    title: 'caBundle that is not base64',
    object: cluster('ca', { caBundle: '-----BEGIN CERTIFICATE-----' }),
    refused: { field: 'spec.caBundle' },
  },
  {
    title: 'taints',
    object: cluster('tainted', {
      taints: [
        { key: 'upgrade', effect: 'NoSchedule' },
        { key: 'gpu', value: 'none', effect: 'NoExecute', timeAdded: '2026-01-01T00:00:00Z' },
      ],
    }),
  },
  {
    title: 'a taint whose effect does not exist',
    object: cluster('tainted', { taints: [{ key: 'upgrade', effect: 'NoSelect' }] }),
    refused: {
      field: 'spec.taints[0].effect',
      why: 'supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    },
  },
  ...acceptedEndpoints.map((apiEndpoint) => ({
    title: `apiEndpoint ${apiEndpoint}`,
    object: cluster('endpoint', { apiEndpoint }),
  })),
  ...refusedEndpoints.map(([apiEndpoint, why]) => ({
    title: `apiEndpoint ${JSON.stringify(apiEndpoint)}`,
    object: cluster('endpoint', { apiEndpoint }),
    refused: { field: 'spec.apiEndpoint', ...(why !== undefined && { why }) },
  })),
];

const probed = { lastProbeTime: '2026-01-01T00:00:00Z' };

export const kubeFedClusterStatusCases: readonly StatusCase[] = [
  {
    title: 'as the cluster controller writes it',
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'False',
          reason: 'ClusterNotReady',
          message: '/healthz responded without ok',
          ...probed,
        },
        { type: 'Offline', status: 'False', ...probed, lastTransitionTime: '2026-01-01T00:00:00Z' },
        { type: 'ConfigMalformed', status: 'Unknown', ...probed },
      ],
      kubernetesVersion: 'v1.37.2',
      zones: ['a'],
      region: 'north',
    },
  },
  {
    title: 'a condition that does not exist',
    status: { conditions: [{ type: 'Sunny', status: 'True', ...probed }] },
    refused: { field: 'status.conditions[0].type', why: 'supported values: "Ready", "Offline", "ConfigMalformed"' },
  },
  {
    title: 'a condition that is neither true nor false nor unknown',
    status: { conditions: [{ type: 'Ready', status: 'true', ...probed }] },
    refused: { field: 'status.conditions[0].status', why: 'supported values: "True", "False", "Unknown"' },
  },
  {
    title: 'a condition without lastProbeTime',
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
    refused: { field: 'status.conditions[0].lastProbeTime', why: 'Required value' },
  },
  {
    title: 'a time that is none',
    status: { conditions: [{ type: 'Ready', status: 'True', lastProbeTime: 'now' }] },
    refused: { field: 'status.conditions[0].lastProbeTime' },
  },
];
