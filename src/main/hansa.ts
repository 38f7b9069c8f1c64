import { runHansaLine } from './command-line/hansa-line.ts';
import { endWithReader, processContext, readOwnVersion } from './process-context.ts';

endWithReader();
process.exitCode = await runHansaLine(processContext, readOwnVersion(), process.argv.slice(2));
