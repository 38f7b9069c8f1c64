import type { Pki } from '../pki.ts';

/** The controllers a cluster without real nodes has use for. */
const controllers = [
  'namespace',
  'garbage-collector',
  'deployment',
  'replicaset',
  'statefulset',
  'daemonset',
  'job',
  'cronjob',
  'serviceaccount',
  'serviceaccount-token',
  'root-ca-certificate-publisher',
  'endpointslice',
  'clusterrole-aggregation',
  'ttl-after-finished',
].map((name) => `${name}-controller`);

/** kube-controller-manager's flags for the cluster of a kubeconfig. */
export function controllerManagerFlags(kubeconfig: string, pki: Pki, caPath: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--profiling=false',
    `--controllers=${controllers.join(',')}`,
    '--use-service-account-credentials=false',
    `--service-account-private-key-file=${pki.serviceAccountKey}`,
    `--root-ca-file=${caPath}`,
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
  ];
}
