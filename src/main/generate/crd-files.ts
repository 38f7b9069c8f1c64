import { dump } from 'js-yaml';
import { coreCrds } from '../../api/core-crds.ts';
import { defaultFederatedCrd, defaultTypes } from '../../api/default-types.ts';

const header = '# Generated from src/api by "make generate"; changes belong there.\n';

/** The CRDs of the chart, each as path and text. */
export function crdFiles(folder: string): [path: string, text: string][] {
  return [...coreCrds(), ...defaultTypes.map(defaultFederatedCrd)].map((crd) => [
    `${folder}/${crd.metadata.name}.yaml`,
    header + dump(crd, { noRefs: true, lineWidth: 120 }),
  ]);
}
