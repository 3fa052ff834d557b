import type { ConfigReading } from './config-reading.ts';

/** What became of reading one source. `last` is what it said when it was last read well. */
export type SourceState =
  | { readonly kind: 'Read'; readonly reading: ConfigReading }
  /** `Answer`: nobody said in time whether it is there. */
  | {
      readonly kind: 'Missing';
      readonly what: 'ConfigMap' | 'Key' | 'Answer';
      readonly last: ConfigReading | undefined;
    }
  /** `problem` says where and what, such as `line 3, column 5: …`, and quotes no value. */
  | { readonly kind: 'Malformed'; readonly problem: string; readonly last: ConfigReading | undefined }
  /** It is there without the label that allows it. */
  | { readonly kind: 'NotAllowed'; readonly lacks: 'Label' }
  /** The operator is not allowed to read ConfigMaps there; `grantee` is itself, such as `--serviceaccount=stagegate-system:stagegate`. */
  | { readonly kind: 'NotAllowed'; readonly lacks: 'Right'; readonly grantee: string };

/** What stands in the cluster where a FeatureSet publishes to. */
export type PublishedState =
  | { readonly kind: 'Absent'; readonly failure?: string | undefined }
  /** It is there and belongs to someone else; `elder` is the FeatureSet of its namespace that publishes there, if one does. */
  | { readonly kind: 'NotOwned'; readonly elder?: string | undefined }
  | {
      readonly kind: 'NotPermitted';
      readonly grantee: string;
      /** The gates of what is its own there. Absent: there is nothing, or it may not be looked at. */
      readonly gates?: readonly string[] | undefined;
    }
  | {
      readonly kind: 'Own';
      readonly data: Readonly<Record<string, string>>;
      /** What its annotations say of its content. */
      readonly release: string;
      readonly generation: number;
      /** Of its data. */
      readonly hash: string;
      /** Somebody changed the data since it was published. */
      readonly edited?: boolean;
      /** The gates it holds, whatever its formats. */
      readonly gates: readonly string[];
      /** Why the last write did not come about, such as `422 Invalid`. Absent: none failed. */
      readonly failure?: string | undefined;
    };

/** What is around one FeatureSet in its namespace. */
export interface ObservedConfigs {
  /** One for each of `spec.sources`, in their order. */
  readonly sources: readonly SourceState[];
  /** Undefined where nothing is known, as with no cluster. */
  readonly published: PublishedState | undefined;
}
