import { federateManifest, manifestsOf } from '../../plan/federate/federate-manifest.ts';
import type { FederatedFrom } from '../../plan/federate/federate-object.ts';
import { CommandFailure } from '../failure.ts';
import { parseDocuments } from '../parse-documents.ts';

/** Federates the manifests of a file, YAML or JSON, without asking any server; throws CommandFailure when one is none. */
export function federateManifests(file: string, text: string, how: { readonly split?: boolean } = {}): FederatedFrom[] {
  return manifestsOf(parseDocuments(file, text)).map((manifest, index) => {
    const made = federateManifest(manifest, how);
    if (made.ok) return made.from;
    throw new CommandFailure(`${file}: object ${index + 1}: ${made.reason}`, {
      next: 'it should hold manifests of objects as "kubectl apply" takes them',
      kubefed: `Failed to load yaml from file "${file}": object ${index + 1}: ${made.reason}`,
    });
  });
}
