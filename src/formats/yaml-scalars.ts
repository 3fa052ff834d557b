import { Scalar, type ScalarTag, type Tags } from 'yaml';

/*
 * How kubectl reads what stands unquoted in YAML: by the rules of go-yaml 2, which are those of YAML 1.1 without numbers
 * to the base of 60 and with Go's integers (`0o17`, `0b101`, `1_000`). A date stays the string it looks like.
 */

const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const NUMBER_LIKE = /^[-+]?\.?[0-9]/;
const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/** The number a plain scalar means, undefined where it is none. */
function numberOf(written: string): number | undefined {
  const plain = written.replaceAll('_', '');
  if (INTEGER.test(plain)) {
    const digits = plain.replace(/^[-+]/, '');
    const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
    const value = Number(octal);
    return plain.startsWith('-') ? 0 - value : value;
  }
  const value = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

const nothing: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  test: /^(?:~|null|Null|NULL)?$/,
  resolve: () => new Scalar(null),
};

const truth: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: new RegExp(`${TRUE.source}|${FALSE.source}`),
  resolve: (written) => new Scalar(TRUE.test(written)),
};

const number: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: NUMBER_LIKE,
  resolve: (written) => new Scalar(numberOf(written) ?? written),
};

const infinite: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve(written, refuse) {
    refuse('JSON has no such number, so the API server cannot read it either');
    return new Scalar(written);
  },
};

/** Whether kubectl would take a text for something else than a string if it stood unquoted. */
export function mustBeQuoted(text: string): boolean {
  const plain = NUMBER_LIKE.test(text) && numberOf(text) !== undefined;
  return plain || [nothing, truth, infinite].some(({ test }) => test?.test(text) ?? false);
}

/** The tags of unquoted scalars, to be used with the schema `failsafe`, which knows strings only. */
export const KUBECTL_SCALARS: Tags = [nothing, truth, number, infinite];
