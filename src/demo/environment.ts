import { dirname, join } from 'node:path';
import { ensureKubectl } from '../lab/kubectl.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { shellWord } from './shell-word.ts';

/** An environment in which `hansa` and `kubectl` are found and mean the clusters of one lab. */
export interface DemoEnvironment {
  readonly variables: NodeJS.ProcessEnv;
  /** Lines that make a shell's environment like it. */
  readonly script: string;
}

/** The environment for the lab in dir, there or not yet, with the hansa of the checkout in root. */
export async function createEnvironment(root: string, dir: string, env: NodeJS.ProcessEnv): Promise<DemoEnvironment> {
  const tools = [join(root, 'bin'), dirname(await ensureKubectl(env))].join(':');
  const { kubeconfig } = labPaths(dir);
  return {
    variables: { ...env, KUBECONFIG: kubeconfig, PATH: `${tools}:${env['PATH'] ?? ''}` },
    script: `export KUBECONFIG=${shellWord(kubeconfig)}\nexport PATH=${shellWord(tools)}:"$PATH"\n`,
  };
}
