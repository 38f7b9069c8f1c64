import type { ClusterAccess } from '../kube/access.ts';
import type { LabBinaries } from './assets/binaries.ts';
import type { Companion } from './process/start-companion.ts';
import type { StartedProcess } from './process/process-table.ts';
import type { Progress } from './progress.ts';

/** One control plane of a lab, as it was when it was asked for. */
export interface LabCluster {
  /** Also the name of its context in the lab's kubeconfig. */
  readonly name: string;
  /** `https://127.0.0.1:<port>`. */
  readonly server: string;
  readonly port: number;
  /** Whether a kube-controller-manager runs; without one it is a bare API server. */
  readonly full: boolean;
  /** Whether its API server shares a process with others, so that it can be neither stopped nor killed alone. */
  readonly shared: boolean;
  readonly kubeconfigPath: string;
  readonly caPath: string;
  /** The administrator's bearer token. */
  readonly token: string;
  /** How createKubeClient reaches it as the administrator. */
  readonly access: ClusterAccess;
  /** Of what runs now. */
  readonly pids: { readonly apiServer?: number; readonly controllerManager?: number };
}

export interface LabClusterStatus extends Pick<LabCluster, 'name' | 'server' | 'full' | 'shared' | 'pids'> {
  readonly state: 'Ready' | 'NotReady' | 'Stopped';
  /** What its own processes hold; absent where they are shared. */
  readonly memoryMiB?: number;
}

export interface StartClusterOptions {
  /** A DNS label no cluster of this lab has had. */
  readonly name: string;
  /** Runs a kube-controller-manager too: namespaces end, owners' objects are collected, Deployments make Pods. */
  readonly full?: boolean;
  /** More flags for its kube-apiserver; they win over the lab's. */
  readonly flags?: readonly string[];
  /** Default is any free port. */
  readonly port?: number;
  readonly signal?: AbortSignal;
}

/**
 * Control planes on loopback that share one etcd, kept in a directory. Any number of programs may open the same lab and
 * start clusters in it. Calls reject with LabError.
 */
export interface Lab {
  readonly dir: string;
  /** A kubeconfig with a context for every cluster, `host` current. */
  readonly kubeconfigPath: string;
  /** All clusters there are, stopped ones included: the host first, numbers in their order. */
  readonly clusters: readonly LabCluster[];
  readonly host: LabCluster;
  /** Throws LabError when there is no cluster of that name. */
  cluster(name: string): LabCluster;
  /** A fresh, empty cluster; resolves when it is ready, after about three seconds. */
  startCluster(options: StartClusterOptions): Promise<LabCluster>;
  /** Ends its processes in good order; restartCluster brings it back with its data. */
  stopCluster(name: string): Promise<void>;
  /** Ends its API server by SIGKILL, as a machine would that loses power. */
  killCluster(name: string): Promise<void>;
  /** Starts what does not run of it: same port, same data. Stops its API server first when it runs. */
  restartCluster(name: string): Promise<LabCluster>;
  /** Starts a program that lives as long as the lab, and resolves when it is ready: down ends it too. */
  startCompanion(companion: Companion): Promise<StartedProcess>;
  status(): Promise<LabClusterStatus[]>;
  /** Ends companions in good order, then every other process of the lab by force, and removes its directory. */
  down(): Promise<void>;
}

export interface StartLabOptions {
  /** Must be missing, empty, or a lab that was taken down. */
  readonly dir: string;
  readonly binaries: LabBinaries;
  /** How many full members, `member-1` first. */
  readonly members?: number;
  /** How many thin members; their numbers follow those of the full ones. They share a process where binaries allow it. */
  readonly thin?: number;
  /** The host's port; member-N listens N above. Default is any free ports. */
  readonly basePort?: number;
  /** Plays nodes in full clusters and workload status in thin ones, in a process of its own. */
  readonly nodes?: boolean;
  /** More flags for every kube-apiserver. */
  readonly apiServerFlags?: readonly string[];
  readonly progress?: Progress;
  /** Aborting it takes down what has been started. */
  readonly signal?: AbortSignal;
}
