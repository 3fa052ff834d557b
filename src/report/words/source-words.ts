import { CONSENT, READER_ROLE } from '../../api/marks.ts';
import type { PublicationFact, SourceFact } from '../../lifecycle/findings/source-fact.ts';
import { quoted, type Words } from './phrases.ts';

const UNEXPRESSED = {
  discovery: 'is in discovery',
  group: 'is a group switch with a level',
  grouped: 'has no flag of its own and is not where its group switch puts it',
  setting: 'is a setting',
} as const;

const ALLOWED = `${CONSENT.label}=${CONSENT.value}`;

function held(kept: boolean): string {
  return kept ? 'what it said last still holds' : 'it is left out of the evaluation';
}

/** The words for what is found of sources, and of publishing. */
export const SOURCE_WORDS: Words<SourceFact | PublicationFact> = {
  SourceMissing: {
    means:
      'A ConfigMap that a FeatureSet names as its source, or the key in it, does not exist, or the API server does not answer in time.',
    says: ({ what, kept, in: source }) => {
      switch (what) {
        case 'ConfigMap':
          return `Source ${source} does not exist; ${held(kept)}; create it with the label ${ALLOWED}, or set optional to Allow`;
        case 'Key':
          return `Source ${source} has no such key; ${held(kept)}; add the key, correct its name, or set optional to Allow`;
        case 'Answer':
          return `Source ${source} is not known yet, since the API server does not answer; ${held(kept)}; the operator asks again, and nothing is published until then`;
      }
    },
  },
  SourceMalformed: {
    means: 'A source cannot be read in the format that the FeatureSet names.',
    says: ({ problem, kept, in: source }) =>
      `Source ${source} cannot be read: ${problem}; ${held(kept)}; correct it, or the format in spec.sources`,
  },
  SourceNotAllowed: {
    means:
      'A source lacks the label that allows it to be read, or the operator lacks the right to read ConfigMaps there.',
    says: ({ configMap, namespace, grantee }) =>
      grantee === undefined
        ? `ConfigMap '${configMap}' lacks the label that lets the operator read it; it is left out of the evaluation; to allow it, run \`kubectl label configmap ${configMap} -n ${namespace} ${ALLOWED}\``
        : `The operator is not allowed to read ConfigMaps in namespace '${namespace}'; '${configMap}' is left out of the evaluation; to grant the right, run \`kubectl create rolebinding ${READER_ROLE} -n ${namespace} --clusterrole=${READER_ROLE} ${grantee}\``,
  },
  UnknownField: {
    means: 'A config has a field that its format does not know.',
    says: ({ in: source }, subject) =>
      `Field '${subject}' in ${source} is not known to its format; a strict component refuses it; correct the name or delete it`,
  },
  DuplicateKey: {
    means: 'A key is set more than once; Info where a later layer does so, as layers are meant to.',
    says: ({ places }, subject) =>
      `'${subject}' is set ${places.length} times, in ${places.join(' and ')}; the last one counts`,
  },
  OtherComponent: {
    means: 'A flag string sets a gate of another component, which is ignored here.',
    says: ({ component, in: source }, subject) =>
      `'${subject}' in ${source} is a gate of component '${component}' and is ignored here`,
  },
  UnknownApiVersion: {
    means: 'A config gives no version of its format, or one that the policy does not list.',
    says: ({ known, in: source }, subject) => {
      const place = source === undefined ? 'the config' : source;
      const said =
        subject === '' ? `There is no apiVersion in ${place}` : `apiVersion '${subject}' in ${place} is not known`;
      return `${said}; the component would refuse it; use one of ${quoted(known)}`;
    },
  },
  DeprecatedApiVersion: {
    means: 'A config gives a version of its format that is deprecated.',
    says: ({ since, use, in: source }, subject) =>
      `apiVersion '${subject}'${source === undefined ? '' : ` in ${source}`} is deprecated since ${since}${use === undefined ? '' : `; use '${use}'`}`,
  },
  ConfigIgnored: {
    means: 'A section of a config has no effect, since the gate it belongs to is not on.',
    says: ({ gate, release, rest, in: source }) =>
      `Section '${gate}' in ${source} is ignored while gate '${gate}' is not on in ${release}${rest.length > 0 ? ` (${quoted(rest)} still apply)` : ''}; enable the gate or delete the section`,
  },
  NotExpressible: {
    means: 'What is to be published cannot be said in a format that was asked for.',
    says: ({ what, format }, subject) =>
      `'${subject}' ${UNEXPRESSED[what]}, which ${format} cannot say; nothing is published; drop ${format} from spec.publish.formats or set '${subject}' otherwise`,
  },
  GateVanished: {
    means: 'A gate that was published is no longer declared, without a tombstone.',
    says: ({ configMap, component }, subject) =>
      `Gate '${subject}' is published in ConfigMap '${configMap}' and component '${component}' no longer declares it; the published content stays; declare its end with a stage Removed, or delete the ConfigMap to publish again`,
  },
};
