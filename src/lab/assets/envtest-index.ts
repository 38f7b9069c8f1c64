import { load } from 'js-yaml';
import { z } from 'zod';
import { LabError } from '../lab-error.ts';

/** The file that controller-tools publishes: `releases`, by version and then by the archive's name. */
const indexFile = z.looseObject({
  releases: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ hash: z.string().regex(/^[0-9a-f]{128}$/), selfLink: z.url() })),
  ),
});

/** One archive with etcd, kube-apiserver and kubectl. */
export interface EnvtestArchive {
  /** `v1.36.2`. */
  readonly version: string;
  readonly url: string;
  /** In lower-case hex. */
  readonly sha512: string;
}

/**
 * The newest archive for a platform (`linux-amd64`) that is of the Kubernetes minor version wanted (`v1.37.2`) or, where
 * there is none yet, of the nearest older one; throws LabError when there is no such thing.
 */
export function chooseArchive(index: string, platform: string, wanted: string): EnvtestArchive {
  const parsed = indexFile.safeParse(load(index));
  if (!parsed.success)
    throw new LabError(`envtest's index is not what it used to be: ${z.prettifyError(parsed.error)}`);
  const candidates = Object.entries(parsed.data.releases)
    .filter(([version]) => /^v\d+\.\d+\.\d+$/.test(version) && minorOf(version) <= minorOf(wanted))
    .sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }));
  for (const [version, archives] of candidates) {
    const archive = archives[`envtest-${version}-${platform}.tar.gz`];
    if (archive !== undefined) return { version, url: archive.selfLink, sha512: archive.hash };
  }
  throw new LabError(`envtest publishes no archive for ${platform} up to Kubernetes ${wanted}`);
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
