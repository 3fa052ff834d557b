/** What is found of the configs that a FeatureSet names as its sources. `in` is the source, as `configmap/NAME key KEY`. */
export type SourceFact =
  | {
      readonly kind: 'SourceMissing';
      readonly what: 'ConfigMap' | 'Key' | 'Answer';
      readonly kept: boolean;
      readonly in: string;
    }
  | { readonly kind: 'SourceMalformed'; readonly problem: string; readonly kept: boolean; readonly in: string }
  | {
      readonly kind: 'SourceNotAllowed';
      readonly configMap: string;
      readonly namespace: string;
      /** Whom to grant the right to; undefined: the label is what lacks. */
      readonly grantee: string | undefined;
    }
  | { readonly kind: 'UnknownField'; readonly in: string }
  | { readonly kind: 'DuplicateKey'; readonly places: readonly string[] }
  | { readonly kind: 'OtherComponent'; readonly component: string; readonly in: string }
  | { readonly kind: 'UnknownApiVersion'; readonly known: readonly string[]; readonly in?: string }
  | {
      readonly kind: 'DeprecatedApiVersion';
      readonly since: string;
      readonly use: string | undefined;
      readonly in?: string;
    }
  | {
      readonly kind: 'ConfigIgnored';
      readonly gate: string;
      readonly release: string;
      /** The other sections of that config, which hold as before. */
      readonly rest: readonly string[];
      readonly in: string;
    };

/** What keeps effective values from being published. */
export type PublicationFact =
  | {
      readonly kind: 'NotExpressible';
      readonly what: 'discovery' | 'group' | 'grouped' | 'setting';
      readonly format: string;
    }
  | { readonly kind: 'GateVanished'; readonly configMap: string; readonly component: string };
