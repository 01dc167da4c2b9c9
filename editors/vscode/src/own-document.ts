const OWN_PATH = /(^|\/)(experiments\/.+|graphs\/[^/]+|gameday|incident|[^/]+\.brownout)\.ya?ml$/;
const OWN_SCHEMA = /^#\s*yaml-language-server:\s*\$schema=\S*\b(experiment|gameday)\.schema\.json/m;
/** The comment is at a file's head. */
const HEAD_LENGTH = 2000;

/** Tells whether a YAML file may be one of brownout's, for which its server is worth starting; the server knows for sure. */
export function mayBeOwn(path: string, text: string): boolean {
  return OWN_PATH.test(path) || OWN_SCHEMA.test(text.slice(0, HEAD_LENGTH));
}
