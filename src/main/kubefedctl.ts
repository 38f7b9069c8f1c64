import { runKubefedctlLine } from './command-line/kubefedctl-line.ts';
import { endWithReader, processContext, readOwnVersion } from './process-context.ts';

endWithReader();
process.exitCode = await runKubefedctlLine(processContext, readOwnVersion(), process.argv.slice(2));
