import { loadConfig, type Config } from './config.ts';
import { createFinding, type Finding } from './doctor-finding.ts';
import { AppError } from './errors.ts';

const { good, bad } = createFinding('settings');
const oldestNode = 24;

/** Stands for a key that is missing, so that everything else can be looked at; nothing is encrypted with it. */
const noKey = Buffer.alloc(32).toString('base64');

/** The settings as far as they can be read, and every fault in them. A wrong one is taken for not set. */
export const examineSettings = (env: Record<string, string | undefined>): { config: Config; findings: Finding[] } => {
  try {
    return { config: loadConfig(env), findings: [good('every setting can be read')] };
  } catch (error) {
    if (!(error instanceof AppError) || error.faults === undefined) throw error;
    const { faults } = error;
    const names = new Set(faults.map(({ path }) => path));
    const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !names.has(name)));
    if (names.has('REDIS_URL')) delete rest['ROLE'];
    if (rest['REDIS_URL'] !== undefined && rest['ENCRYPTION_KEY'] === undefined) rest['ENCRYPTION_KEY'] = noKey;
    const found = faults.map(({ path, message }) =>
      bad(`${path} ${message}`, 'Change it in the environment or in .env.'),
    );
    if (JSON.stringify(rest) === JSON.stringify(env)) throw error;
    const more = examineSettings(rest);
    return { config: more.config, findings: [...found, ...more.findings.filter(({ status }) => status !== 'good')] };
  }
};

/** Whether this Node can run the program; `version` as `process.version` has it. */
export const examineNode = (version: string): Finding => {
  const { good, bad } = createFinding('node');
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  return major >= oldestNode
    ? good(`Node ${version}`)
    : bad(`Node ${version} is too old`, `Run \`npm ci\`, which brings Node ${oldestNode} along, or install it.`);
};
