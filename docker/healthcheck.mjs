// A container runs one of the apps, so the one that answers is the right one.
const { COMET__OPS__PORT, JOB__OPS__PORT, LOGIC__HTTP__PORT } = process.env;
const ports = [LOGIC__HTTP__PORT || 3111, COMET__OPS__PORT || 3100, JOB__OPS__PORT || 3120];

const answers = await Promise.allSettled(ports.map((port) => fetch(`http://127.0.0.1:${port}/health/ready`)));
process.exit(answers.some((answer) => answer.status === 'fulfilled' && answer.value.ok) ? 0 : 1);
