import { endpointUrl } from '../api/api-endpoint.ts';
import type { KubeFedCluster, TlsValidation } from '../api/kubefed-cluster.ts';
import type { ClusterAccess, CredentialSource, UncheckedTls } from './access.ts';

const unchecked: Readonly<Record<TlsValidation, UncheckedTls>> = {
  '*': 'everything',
  SubjectName: 'hostname',
  ValidityPeriod: 'validity',
};

/** How a KubeFedCluster says its member is reached, with the credential of its Secret. */
export function memberAccess(cluster: KubeFedCluster, credential: CredentialSource): ClusterAccess {
  const { apiEndpoint, caBundle, disabledTLSValidations, proxyURL } = cluster.spec;
  return {
    name: cluster.metadata.name,
    server: endpointUrl(apiEndpoint),
    tls: {
      ...(caBundle === undefined || caBundle === '' ? {} : { ca: Buffer.from(caBundle, 'base64').toString('utf8') }),
      unchecked: (disabledTLSValidations ?? []).map((validation) => unchecked[validation]),
    },
    credential,
    ...(proxyURL === undefined || proxyURL === '' ? {} : { proxyUrl: proxyURL }),
  };
}
