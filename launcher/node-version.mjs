const REQUIRED = [20, 19];

/** @throws {Error} with one line, where a syntax error deep in a package would be the alternative */
export function requireNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [requiredMajor = 0, requiredMinor = 0] = REQUIRED;
  if (major > requiredMajor || (major === requiredMajor && minor >= requiredMinor)) return;
  throw new Error(`Node.js ${REQUIRED.join('.')} or newer is needed, this is ${version}: see https://nodejs.org.`);
}
