import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { PRODUCTS } from '../lab/build.ts';
import { type CpuProfile, topFunctions } from './top-functions.ts';

const FOLDER = `${PRODUCTS}profiles`;
const SHOWN = 25;
const EVERY_US = 250;

/** Empties the folder of profiles and gives the flags with which a Node process leaves one there when it ends. */
export function profilingFlags(): readonly string[] {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${FOLDER}`, `--cpu-prof-interval=${EVERY_US}`];
}

/** Lines that say where the main threads of the profiled processes spent their time. */
export function profileLines(): string[] {
  // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile
  const files = readdirSync(FOLDER).filter((name) => /^CPU\.\d+\.\d+\.\d+\.0\.\d+\.cpuprofile$/.test(name));
  const profiles = files.map((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as CpuProfile);
  const rows = topFunctions(profiles, SHOWN).map(
    ({ name, selfUs, share }) =>
      `${(share * 100).toFixed(1).padStart(5)} %  ${(selfUs / 1000).toFixed(0).padStart(7)} ms  ${name}`,
  );
  return [
    `self time of raw, warm-up included, ${files.length} processes (out/bench/profiles opens in Chrome's DevTools)`,
    ...rows,
  ];
}
