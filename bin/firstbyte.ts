import { Command, CommanderError } from 'commander';
import { oneLine } from '../lib/domain/errors.ts';
import { EXIT } from './exit-codes.ts';
import { addSelectionFlags } from './flags.ts';
import { VERSION } from './version.ts';

const EXIT_CODES = '0 good, 1 finished with failed cells, 2 bad input, 3 nothing measured, 4 something left, 130 interrupted.';

const EXAMPLES = `
Examples:
  npm run local                                        three shaped stand-ins and a DynamoDB stand-in, in about a minute
  npm run local -- --sizes 1KB,1MB --rounds 10         two sizes, ten rounds
  npm run local -- --config mine.json                  your own S3-compatible endpoints: which is fastest from here?
  npm run plan -- --preset wish                        the whole wish: cells, time and price, without credentials
  npm run demo                                         a finished report, at once

Exit codes: ${EXIT_CODES}`;

/** The end of a command's own help. */
const after = (examples: readonly string[], exitCodes: string) => `
Examples:
${examples.map((example) => `  ${example}`).join('\n')}

Exit codes: ${exitCodes}`;

const HELP = {
  local: after(
    [
      'npm run local',
      'npm run local -- --sizes 1KB,1MB --operations get --rounds 10',
      'npm run local -- --config mine.json --stores my-minio --json',
    ],
    EXIT_CODES,
  ),
  plan: after(
    ['npm run plan', 'npm run plan -- --preset wish --json', 'npm run plan -- --stores s3,wasabi --rounds 20'],
    '0 good, 2 bad input.',
  ),
  demo: after(['npm run demo', 'npm run demo -- --no-open'], '0 good, 2 the example is missing.'),
  report: after(
    ['node bin/launch.cjs report out/20261121-093000-ab12'],
    '0 good, 2 no unfinished run there, 3 nothing could be made of it.',
  ),
};

/** The parser's complaint as one line: it puts the nearest name on a second. */
const oneLineOf = (text: string) =>
  text
    .replace(/^error: /, 'firstbyte: ')
    .trim()
    .replace(/\s*\n\s*/g, ' ');

// Commands are loaded when they are called: --help and plan need neither the state machine nor the statistics.
const program = new Command('firstbyte')
  .description('Which low-cost object storage feeds which low-cost compute fastest, and at what price.')
  .version(VERSION)
  .addHelpText('after', EXAMPLES)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(`${oneLineOf(text)} (--help lists what there is)\n`) });

addSelectionFlags(
  program.command('local').description('measure on this machine, write the report, leave nothing running'),
  'local',
)
  .option('--out <folder>', 'where runs are written (default: out)')
  .option('--json', 'one JSON object on stdout; progress stays on stderr')
  .option('--open', 'open the report in a browser')
  .addHelpText('after', HELP.local)
  .action(async (given) => (await import('./commands/local.ts')).local(given));

addSelectionFlags(program.command('plan').description('show cells, time and price of a run; needs no credentials'), 'quick')
  .option('--json', 'one JSON object on stdout')
  .addHelpText('after', HELP.plan)
  .action(async (given) => (await import('./commands/plan.ts')).plan(given));

program
  .command('demo')
  .description('open a finished example report, made with shaped stand-ins')
  .option('--no-open', 'only print where it is')
  .addHelpText('after', HELP.demo)
  .action(async (given) => (await import('./commands/demo.ts')).demo(given));

program
  .command('report')
  .description('write the report of a run that was cut off, from what it had measured')
  .argument('<run>', 'the folder of the run, for example out/20261121-093000-ab12')
  .addHelpText('after', HELP.report)
  .action(async (given) => (await import('./commands/report.ts')).report(given));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.good : EXIT.badInput;
  else {
    console.error(`firstbyte: ${oneLine(error)}`);
    process.exitCode = error instanceof Error && error.name === 'BadInput' ? EXIT.badInput : EXIT.nothingMeasured;
  }
}
