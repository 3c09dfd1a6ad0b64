/*
 * The forms that names take. Each check gives what is wrong, in the words of the API. Source: apimachinery util/validation.
 */

const regexError = (message: string, form: string, ...examples: readonly string[]): string => {
  const list = examples.map((one) => `'${one}', `).join(' or ');
  return `${message} (${list === '' ? '' : `e.g. ${list}`}regex used for validation is '${form}')`;
};

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const subdomain = `${label}(\\.${label})*`;
const label1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const whole = (form: string): RegExp => new RegExp(`^(?:${form})$`);

const maxBytes = (length: number): string => `must be no more than ${length} bytes`;

const check = (form: string, max: number, message: string, ...examples: readonly string[]) => {
  const pattern = whole(form);
  return (value: string): readonly string[] => [
    ...(value.length > max ? [maxBytes(max)] : []),
    ...(pattern.test(value) ? [] : [regexError(message, form, ...examples)]),
  ];
};

/** A DNS-1123 label. */
export const dnsLabel = check(
  label,
  63,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  'my-name',
  '123-abc',
);

/** A DNS-1123 subdomain. */
export const dnsSubdomain = check(
  subdomain,
  253,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);

/** A DNS-1035 label. */
export const dns1035Label = check(
  label1035,
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
);

/** The value of a label. */
export const labelValue = check(
  `(${qualifiedPart})?`,
  63,
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  'MyValue',
  'my_value',
  '12345',
);

const namePart = regexError(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  qualifiedPart,
  'MyName',
  'my.name',
  '123-abc',
);

const qualified = whole(qualifiedPart);

/** The key of a label or annotation: a name, or a subdomain, a slash and a name. */
export const qualifiedName = (value: string): readonly string[] => {
  const [first = '', second, ...others] = value.split('/');
  if (others.length > 0)
    return [`a qualified name ${namePart} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const problems: string[] = [];
  if (second !== undefined) {
    if (first === '') problems.push('prefix part must be non-empty');
    else problems.push(...dnsSubdomain(first).map((one) => `prefix part ${one}`));
  }
  const name = second ?? first;
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push(`name part ${maxBytes(63)}`);
  if (!qualified.test(name)) problems.push(`name part ${namePart}`);
  return problems;
};

/** A name that may stand between slashes in a path. */
export const pathSegment = (value: string): readonly string[] => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((one) => value.includes(one)).map((one) => `may not contain '${one}'`);
};

/** A prefix for generated names: may end with a dash. */
export const asPrefix =
  (form: (value: string) => readonly string[]) =>
  (prefix: string): readonly string[] =>
    form(prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);

/** The name of a port: IANA_SVC_NAME. */
export const portName = (value: string): readonly string[] => {
  const problems: string[] = [];
  if (value.length > 15) problems.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
};

/** A port number. */
export const portNumber = (value: number): readonly string[] =>
  value >= 1 && value <= 65_535 ? [] : ['must be between 1 and 65535, inclusive'];

/** The name of an environment variable. */
export const environmentName = (value: string): readonly string[] => {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** The key of a ConfigMap's or Secret's data. */
export const configurationKey = (value: string): readonly string[] => {
  const problems: string[] = [];
  if (value.length > 253) problems.push(maxBytes(253));
  if (!/^[-._a-zA-Z0-9]+$/.test(value))
    problems.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        '[-._a-zA-Z0-9]+',
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  if (value === '.') problems.push("must not be '.'");
  if (value === '..') problems.push("must not be '..'");
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
};

/** `50%`. */
export const percent = (value: string): readonly string[] =>
  /^[0-9]+%$/.test(value)
    ? []
    : [regexError("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')];
