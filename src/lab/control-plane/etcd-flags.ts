export interface EtcdSettings {
  readonly dataDirectory: string;
  readonly clientUrl: string;
  readonly peerUrl: string;
}

/** etcd's flags for one member that nobody's data depends on. */
export function etcdFlags({ dataDirectory, clientUrl, peerUrl }: EtcdSettings): string[] {
  return [
    '--name=default',
    `--data-dir=${dataDirectory}`,
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--log-level=warn',
    '--quota-backend-bytes=8589934592',
    // A lab lives as long as its machine is up: waiting for the disk would be most of what a write costs.
    '--unsafe-no-fsync',
  ];
}
